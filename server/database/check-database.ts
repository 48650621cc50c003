import BetterSqlite3 from "better-sqlite3";
import { sqliteFile } from "./url.ts";

/** What SQLite finds wrong with its file, at most ten sentences; empty where nothing is, and for PostgreSQL, which looks after itself. Reads the whole file. */
export function checkDatabase(url: string): string[] {
  const file = sqliteFile(url);
  if (file === null) return [];
  const database = new BetterSqlite3(file, { readonly: true, timeout: 5_000 });
  try {
    const rows = database.pragma("quick_check(10)") as { quick_check: string }[];
    return rows.map(({ quick_check: finding }) => finding).filter((finding) => finding !== "ok");
  } finally {
    database.close();
  }
}
