import { randomUUID } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { migrateAll } from "#server/database/migrate.ts";

const schemas = resolve(import.meta.dirname, "../../prisma");
const sqliteNames = ["popdesk.db", "popdesk-logs.db"] as const;
const postgresTemplate = "template_popdesk";

/** Migrates one database of each engine, to be copied by every test. */
export async function templateDirectory(directory: string, postgresUrl: string): Promise<void> {
  await migrateAll(`file:${join(directory, sqliteNames[0])}`, schemas);
  for (const name of sqliteNames) {
    const database = new BetterSqlite3(join(directory, name));
    database.pragma("wal_checkpoint(TRUNCATE)");
    database.close();
  }
  await onPostgres(postgresUrl, `CREATE DATABASE "${postgresTemplate}"`);
  await migrateAll(withDatabase(postgresUrl, postgresTemplate), schemas);
}

export async function copySqlite(templates: string, toDirectory: string): Promise<string> {
  for (const name of sqliteNames) await copyFile(join(templates, name), join(toDirectory, name));
  return `file:${join(toDirectory, sqliteNames[0])}`;
}

/** Databases that tests of this process have given back, emptied: making one anew costs ten times as much. */
const idle: string[] = [];

/** URL of an empty, migrated database that nobody else has. */
export async function borrowPostgres(serverUrl: string): Promise<string> {
  const used = idle.pop();
  if (used !== undefined) return used;
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onPostgres(serverUrl, `CREATE DATABASE "${name}" TEMPLATE "${postgresTemplate}"`);
  return withDatabase(serverUrl, name);
}

const emptied = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
  DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(quote_ident(schemaname) || '.' || quote_ident(tablename), ', ') || ' RESTART IDENTITY CASCADE'
    FROM pg_tables WHERE schemaname IN ('public', 'logs') AND tablename <> '_prisma_migrations'
  ); END $$`;
const applied = `SELECT string_agg("migration_name" || "checksum", ' ' ORDER BY "migration_name") AS "migrations" FROM (
  SELECT * FROM "_prisma_migrations" UNION ALL SELECT * FROM "logs"."_prisma_migrations") AS "both"`;
let templateMigrations: string | undefined;

/** Ends whoever is still connected, and empties every table. A database whose migrations a test has changed is not lent again. */
export async function giveBackPostgres(url: string): Promise<void> {
  templateMigrations ??= await onPostgres(withDatabase(url, postgresTemplate), applied);
  const migrations = await onPostgres(url, applied).catch(() => "without tables");
  if (migrations !== templateMigrations) return;
  await onPostgres(url, emptied);
  idle.push(url);
}

/** Gives the column `migrations` of the first row, where there is one. */
async function onPostgres(url: string, statement: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ migrations?: string }>(statement);
    return rows?.[0]?.migrations;
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
