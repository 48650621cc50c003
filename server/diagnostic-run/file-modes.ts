import { chmod, lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Store } from "../store.ts";

/** Something in the data directory that others than its owner can read, or that is another user's. */
export interface LooseFile {
  readonly path: string;
  readonly isDirectory: boolean;
  /** Permission bits as they are, and as they should be. */
  readonly mode: number;
  readonly wanted: number;
  /** Another than the data directory's. */
  readonly strangeOwner: number | null;
}

/** Folders are looked into so deep; mail itself lies deeper, in folders that nobody else can enter. */
const deepest = 2;
const most = 5_000;

/** Files 0600, folders 0700, all of one owner. Links are not followed, sockets are as open as they are meant to be. */
export async function readLooseFiles({ environment }: Pick<Store, "environment">): Promise<LooseFile[]> {
  const loose: LooseFile[] = [];
  let left = most;
  const { uid } = await lstat(environment.dataDirectory);
  const look = async (path: string, depth: number): Promise<void> => {
    left -= 1;
    const facts = await lstat(path).catch(gone);
    if (facts === null || (!facts.isDirectory() && !facts.isFile())) return;
    const isDirectory = facts.isDirectory();
    const mode = facts.mode & 0o7777;
    const wanted = isDirectory ? 0o700 : 0o600;
    const strangeOwner = facts.uid === uid ? null : facts.uid;
    // Programs that an administrator put there may be run by their owner.
    const isLoose = (mode & 0o077) !== 0;
    if (isLoose || strangeOwner !== null) {
      loose.push({ path, isDirectory, mode, wanted: isLoose ? mode & wanted & 0o700 : mode, strangeOwner });
    }
    if (!isDirectory || depth >= deepest) return;
    for (const name of await readdir(path)) if (left > 0) await look(join(path, name), depth + 1);
  };
  await look(environment.dataDirectory, 0);
  return loose;
}

/** Takes from everybody but the owner what they could read. Gives how many were changed; another user's files are left to whoever may. */
export async function repairFileModes(store: Store, _input: object, actor: Actor): Promise<{ count: number }> {
  const now = store.clock.now();
  const repaired: string[] = [];
  for (const { path, mode, wanted, strangeOwner } of await readLooseFiles(store)) {
    if (strangeOwner !== null || mode === wanted) continue;
    await chmod(path, wanted);
    repaired.push(`${path} ${mode.toString(8)}`);
  }
  if (repaired.length > 0) {
    await store.db.$transaction((tx) =>
      appendAudit(tx, actor, now, {
        action: "diagnostic.repair-modes",
        object: store.environment.dataDirectory,
        before: { modes: repaired.slice(0, 20), count: repaired.length },
      }),
    );
  }
  return { count: repaired.length };
}

function gone(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
