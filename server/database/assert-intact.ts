import { existsSync, statSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { DomainError } from "../errors.ts";
import { sqliteFile } from "./url.ts";

/** Larger files are not read through at every start; `popdesk store check` does that. */
const fullCheckOctets = 256 * 1024 * 1024;

/** Refuses with `configuration` where the SQLite file is damaged, before anything writes to it. PostgreSQL looks after itself. */
export function assertIntact(url: string): void {
  const file = sqliteFile(url);
  if (file === null || !existsSync(file) || statSync(file).size === 0) return;
  let finding: string;
  try {
    // Not read-only: the log of a killed process is recovered first.
    const database = new BetterSqlite3(file, { timeout: 5_000 });
    try {
      database.prepare("SELECT count(*) FROM sqlite_schema").get();
      if (statSync(file).size > fullCheckOctets) return;
      finding = String(database.pragma("quick_check(1)", { simple: true }));
      if (finding === "ok") return;
    } finally {
      database.close();
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== "SQLITE_NOTADB" && !code?.startsWith("SQLITE_CORRUPT")) throw error;
    finding = message;
  }
  throw new DomainError(
    "configuration",
    `The database ${file} is damaged (${finding}). Nothing was started and nothing was changed. ` +
      "Copy the data directory somewhere safe, then put back your last backup of this file; the messages themselves lie beside it in bodies/.",
  );
}
