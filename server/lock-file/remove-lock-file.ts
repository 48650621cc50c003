import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { holdFolder, placeIn } from "../folder/held-folder.ts";
import type { Store } from "../store.ts";
import { absent, refuseOutside } from "./folders.ts";
import { lookAt } from "./look.ts";
import { type LockFile, type LockFileRemoval, removalWord } from "./schema.ts";

/**
 * Removes a lock file whose writer is dead; with the typed word also one whose number is another process's by now. It is moved aside first and
 * looked at again, so that a fresh lock of the same name is never taken. Refuses with `not-found` where it is gone or another file,
 * `in-use` while its writer lives, `not-allowed` where the writer cannot be told, or this system user may not remove it.
 */
export async function removeLockFile(
  store: Store,
  { folderId, name, inode, typedWord }: LockFileRemoval,
  actor: Actor,
): Promise<{ path: string }> {
  const folder = await store.db.spoolFolder.findUnique({ where: { id: folderId }, select: { path: true } });
  if (folder === null) throw new DomainError("not-found", "This folder is not looked through any more.");
  const { path: directory } = folder;
  await refuseOutside(store, directory);
  const handle = await holdFolder(directory, absent(directory));
  try {
    const file = await lookAt(handle, directory, name, store.clock);
    if (file === null || file.inode !== inode) throw gone(name);
    refuseLiving(file, typedWord);
    const path = join(directory, name);
    const { pid, writer, writtenAt } = file;
    await store.db.$transaction(async (tx) => {
      await appendAudit(tx, actor, store.clock.now(), {
        action: "lock-file.remove",
        object: path,
        before: { pid, writtenAt },
        after: { why: writer === "dead" ? "its writer is dead" : "another process has its writer's number" },
      });
      // Last: what cannot be removed is not said to have been.
      await takeAway(handle, directory, file);
    });
    return { path };
  } finally {
    await handle.close();
  }
}

function refuseLiving({ name, writer, pid, program }: LockFile, typedWord: string | undefined): void {
  if (writer === "dead") return;
  if (writer === "alive") {
    const who = program === null ? `Process ${pid}` : `${program} (process ${pid})`;
    throw new DomainError("in-use", `${who} lives and has ${name}: it must remove it itself.`);
  }
  if (writer !== "reused") {
    const why = writer === "elsewhere" ? "was written on another machine" : "names no process";
    throw new DomainError("not-allowed", `${name} ${why}, so nobody here can tell whether it is still needed.`);
  }
  if (typedWord === removalWord) return;
  throw new DomainError(
    "not-allowed",
    `Process ${pid} lives, and began after ${name} was written. Type ${removalWord} to remove it all the same.`,
    "typedWord",
  );
}

async function takeAway(handle: FileHandle, directory: string, { name, inode }: LockFile): Promise<void> {
  const place = placeIn(handle, directory, name);
  const aside = placeIn(handle, directory, `.popdesk-${randomBytes(6).toString("hex")}`);
  await rename(place, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw gone(name);
    if (error.code !== "EACCES" && error.code !== "EPERM" && error.code !== "EROFS") throw error;
    throw new DomainError(
      "not-allowed",
      `The system user that runs Popdesk may not remove ${name} from ${directory}. Let it write there, or remove the file as root.`,
      undefined,
      { cause: error },
    );
  });
  const moved = await lstat(aside, { bigint: true });
  if (String(moved.ino) === inode) return unlink(aside);
  // Somebody was quicker, and this is the next one's lock: back with it.
  await putBack(aside, place);
  throw gone(name);
}

/** Never over what has come meanwhile. Where the system allows no second name for another's file, by moving it, if nothing has come. */
async function putBack(aside: string, place: string): Promise<void> {
  try {
    await link(aside, place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFree = () =>
      lstat(place).then(
        () => false,
        () => true,
      );
    if (code === "EPERM" && (await isFree())) return rename(aside, place);
    if (code !== "EEXIST" && code !== "EPERM") throw error;
  }
  await unlink(aside);
}

function gone(name: string): DomainError {
  return new DomainError("not-found", `${name} is gone, or is another program's lock by now.`);
}
