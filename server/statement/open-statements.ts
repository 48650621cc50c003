import { sqliteFile } from "../database/url.ts";
import type { Statements } from "./statement.ts";

/**
 * `writingThread`: the bundled program of server/statement/sqlite/thread.ts, for a process that must never wait for a disk. `isLogs`: nothing
 * is FULL there and nobody waits, so one thread is enough.
 */
export async function openStatements(
  url: string,
  writingThread: string | null,
  { isLogs = false }: { isLogs?: boolean } = {},
): Promise<Statements> {
  const file = sqliteFile(url);
  if (file === null) {
    const { PostgresStatements } = await import("./postgresql/postgres-statements.ts");
    return new PostgresStatements(url);
  }
  const { SqliteStatements } = await import("./sqlite/sqlite-statements.ts");
  return new SqliteStatements(file, writingThread, isLogs ? 1 : 2);
}
