/**
 * Brings a database to this program's schema. The migrations are SQL files in Prisma's layout, recorded in Prisma's own table, so
 * that its tools find an identical history; applying them needs no engine (prisma/README.md says why).
 */
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { DomainError } from "../errors.ts";
import { logsSchema, logsUrl, sqliteFile } from "./url.ts";

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** Hex SHA-256 of the file, as Prisma records it. */
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
}

const history = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMP,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMP,
  "started_at" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;
const applied = `SELECT "migration_name", "checksum" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`;
const advisoryLock = 72_707_369;

/** Brings mail and logs to this program's schemas, from `directory` (prisma), and gives the names applied. */
export async function migrateAll(url: string, directory: string): Promise<string[]> {
  const mail = await migrate(url, join(directory, "migrations"));
  return [...mail, ...(await migrate(logsUrl(url), join(directory, "logs", "migrations"), logsSchema))];
}

/**
 * Applies what is missing from `directory` (migrations of one schema), all or nothing per file, and gives the names applied. `schema`:
 * of PostgreSQL, made where it is missing; the URL has it as its search path.
 */
export async function migrate(url: string, directory: string, schema: string | null = null): Promise<string[]> {
  const file = sqliteFile(url);
  return file === null
    ? migratePostgres(url, read(join(directory, "postgresql")), schema)
    : migrateSqlite(file, read(join(directory, "sqlite")));
}

function read(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/** What is still to be applied. Refuses a history that is not a prefix of this program's. */
function missing(migrations: readonly Migration[], done: readonly Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum } of done) {
    const migration = known.get(name);
    if (!migration) {
      throw new DomainError(
        "configuration",
        `The database was already used by a newer Popdesk (it has the migration ${name}). Start that version, or restore a backup made before the upgrade.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DomainError(
        "configuration",
        `The migration ${name} was changed after it had been applied. Restore the file as it was released.`,
      );
    }
  }
  const doneNames = new Set(done.map((row) => row.migration_name));
  return migrations.filter((migration) => !doneNames.has(migration.name));
}

function migrateSqlite(file: string, migrations: readonly Migration[]): string[] {
  const database = new BetterSqlite3(file, { timeout: 10_000 });
  try {
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    // Prisma rebuilds tables with DROP: with foreign keys on, ON DELETE CASCADE would empty their children.
    database.pragma("foreign_keys = OFF");
    database.exec("BEGIN IMMEDIATE");
    database.exec(history);
    const todo = missing(migrations, database.prepare(applied).all() as Applied[]);
    for (const migration of todo) {
      database.exec(migration.sql);
      database
        .prepare(
          `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
           VALUES (?, ?, ?, CURRENT_TIMESTAMP, 1)`,
        )
        .run(randomUUID(), migration.checksum, migration.name);
    }
    const orphans = database.pragma("foreign_key_check") as unknown[];
    if (orphans.length > 0) {
      throw new DomainError(
        "configuration",
        "A migration would have left rows that point nowhere; nothing was changed.",
      );
    }
    database.exec("COMMIT");
    return todo.map((migration) => migration.name);
  } finally {
    if (database.inTransaction) database.exec("ROLLBACK");
    database.close();
  }
}

async function migratePostgres(
  url: string,
  migrations: readonly Migration[],
  schema: string | null,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: NodeJS.ErrnoException) => {
    throw new DomainError(
      "configuration",
      `The database server of POPDESK_DATABASE_URL cannot be used: ${error.message || error.code}. Start it, or correct the address.`,
      undefined,
      { cause: error },
    );
  });
  try {
    await client.query("BEGIN");
    await client.query(`SELECT pg_advisory_xact_lock(${advisoryLock})`);
    if (schema !== null) await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    await client.query(history);
    const { rows } = await client.query<Applied>(applied);
    const todo = missing(migrations, rows);
    for (const migration of todo) {
      await client.query(migration.sql);
      await client.query(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
         VALUES ($1, $2, $3, CURRENT_TIMESTAMP, 1)`,
        [randomUUID(), migration.checksum, migration.name],
      );
    }
    await client.query("COMMIT");
    return todo.map((migration) => migration.name);
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
}
