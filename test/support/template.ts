import { copyFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { migrate } from "#server/database/migrate.ts";

const migrations = resolve(import.meta.dirname, "../../prisma/migrations");
const sqliteName = "popdesk.db";
export const postgresTemplate = "template_popdesk";

/** Migrates one database of each engine, to be copied by every test. */
export async function templateDirectory(directory: string, postgresUrl: string): Promise<void> {
  const file = join(directory, sqliteName);
  await migrate(`file:${file}`, migrations);
  const database = new BetterSqlite3(file);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
  await onPostgres(postgresUrl, `CREATE DATABASE "${postgresTemplate}"`);
  await migrate(withDatabase(postgresUrl, postgresTemplate), migrations);
}

export async function copySqlite(templates: string, toDirectory: string): Promise<string> {
  const file = join(toDirectory, sqliteName);
  await copyFile(join(templates, sqliteName), file);
  return `file:${file}`;
}

export async function onPostgres(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
