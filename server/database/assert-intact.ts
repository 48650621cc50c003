import { existsSync, renameSync, statSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { DomainError } from "../errors.ts";
import { logsUrl, sqliteFile } from "./url.ts";

/** Larger files are not read through at every start; `popdesk store check` does that. */
const fullCheckOctets = 256 * 1024 * 1024;

/** Refuses with `configuration` where the SQLite file is damaged, before anything writes to it. PostgreSQL looks after itself. */
export function assertIntact(url: string): void {
  const file = sqliteFile(url);
  const finding = file === null ? null : damageOf(file);
  if (finding === null) return;
  throw new DomainError(
    "configuration",
    `The database ${file} is damaged (${finding}). Nothing was started and nothing was changed. ` +
      "Copy the data directory somewhere safe, then put back your last backup of this file; the messages themselves lie beside it in bodies/.",
  );
}

/** Damaged logs keep nobody from their mail: the file is put aside, and others begin. Gives the name it has then; null where all is well. */
export function putDamagedLogsAside(url: string, now: Date): string | null {
  const file = sqliteFile(logsUrl(url));
  if (file === null || damageOf(file) === null) return null;
  const aside = `${file}.damaged-${now.toISOString().replace(/\D/g, "").slice(0, 14)}`;
  for (const part of ["", "-wal", "-shm"]) if (existsSync(file + part)) renameSync(file + part, aside + part);
  return aside;
}

/** What is wrong with a SQLite file, in a few words; null where nothing is, and where there is none. */
function damageOf(file: string): string | null {
  if (!existsSync(file) || statSync(file).size === 0) return null;
  try {
    // Not read-only: the log of a killed process is recovered first.
    const database = new BetterSqlite3(file, { timeout: 5_000 });
    try {
      database.prepare("SELECT count(*) FROM sqlite_schema").get();
      if (statSync(file).size > fullCheckOctets) return null;
      const finding = String(database.pragma("quick_check(1)", { simple: true }));
      return finding === "ok" ? null : finding;
    } finally {
      database.close();
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== "SQLITE_NOTADB" && !code?.startsWith("SQLITE_CORRUPT")) throw error;
    return message;
  }
}
