import { existsSync } from "node:fs";
import { newestMigration } from "#prisma/generated/newest-migration.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import { sqliteFile } from "./url.ts";

/** Refuses with `configuration` unless the database has exactly the schema this program was built for. Makes no file. */
export async function assertSchema(db: Db, url: string): Promise<void> {
  const file = sqliteFile(url);
  if (file !== null && !existsSync(file)) {
    throw new DomainError(
      "configuration",
      `There is no database at ${file}. "npm start" makes one; if it lies elsewhere, set POPDESK_DATA to its directory.`,
    );
  }
  const found = await newestApplied(db);
  if (found === newestMigration) return;
  throw new DomainError(
    "configuration",
    found !== null && found > newestMigration
      ? `The database was already used by a newer Popdesk (it has the migration ${found}). Start that version.`
      : `The database ${found === null ? "is empty" : `is still at ${found}`}: "npm start" brings it to this version.`,
  );
}

/** Null where no migration was ever applied. */
async function newestApplied(db: Db): Promise<string | null> {
  try {
    const rows = await db.$queryRaw<{ name: string | null }[]>`
      SELECT MAX("migration_name") AS "name" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`;
    return rows[0]?.name ?? null;
  } catch (error) {
    if (/no such table|relation .* does not exist/i.test((error as Error).message)) return null;
    throw unreachable(error);
  }
}

function unreachable(cause: unknown): DomainError {
  const reason = (cause as Error).message.trim().split("\n").at(-1);
  return new DomainError("configuration", `The database cannot be opened: ${reason}`, undefined, { cause });
}
