import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { giveToOwner } from "./give-to-owner.ts";

export interface ProcessLock {
  release(): void;
}

/**
 * Makes sure one program of this name runs on a directory. The lock is the kernel's, held through a SQLite file nobody
 * else uses, so it cannot outlive its process and two cannot win a race. Gives the process id of the holder (null where
 * unknown) if it is taken.
 */
export function takeProcessLock(
  directory: string,
  name: string,
): { readonly lock: ProcessLock } | { readonly heldBy: number | null } {
  const pidFile = join(directory, `${name}.pid`);
  const lockFile = join(directory, `${name}.lock`);
  // Only a new one: closing a file lets go of every lock the process has on it.
  if (!existsSync(lockFile)) writeFileSync(lockFile, "", { flag: "a", mode: 0o600 });
  // Before SQLite makes its journal, which gets the same owner.
  giveToOwner(lockFile);
  const database = new BetterSqlite3(lockFile, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!(error as { code?: string }).code?.startsWith("SQLITE_BUSY")) throw error;
    return { heldBy: readPid(pidFile) };
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  giveToOwner(pidFile);
  return { lock: { release: () => void database.close() } };
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
