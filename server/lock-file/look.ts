import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open, readdir } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import { placeIn } from "../folder/held-folder.ts";
import type { LockFile } from "./schema.ts";
import { writerOf } from "./writer.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** A lock file holds a number; what is larger is none. */
const contentOctets = 256;
/** Shown of one folder. */
const mostFiles = 200;

const isLockName = (name: string) => name.endsWith(".lock") && name.length > ".lock".length;

/** The lock files of a held folder by name, and how many there are beyond those looked at. */
export async function lookFor(
  handle: FileHandle,
  path: string,
  clock: Clock,
): Promise<{ files: LockFile[]; moreCount: number }> {
  const names = (await readdir(placeIn(handle, path, "."))).filter(isLockName).sort();
  const files: LockFile[] = [];
  for (const name of names.slice(0, mostFiles)) {
    const file = await lookAt(handle, path, name, clock);
    if (file !== null) files.push(file);
  }
  return { files, moreCount: Math.max(0, names.length - mostFiles) };
}

/** Null where it is gone by now, or no plain file: links are not followed. */
export async function lookAt(handle: FileHandle, path: string, name: string, clock: Clock): Promise<LockFile | null> {
  const place = placeIn(handle, path, name);
  const facts = await lstat(place, { bigint: true }).catch(unlessGone);
  if (facts === null || !facts.isFile()) return null;
  const { pid, state, program, startedAt } = await writerOf(
    await contentOf(place, facts),
    Number(facts.mtimeMs),
    clock,
  );
  return {
    name,
    inode: String(facts.ino),
    writtenAt: new Date(Number(facts.mtimeMs)),
    pid,
    writer: state,
    program,
    programStartedAt: startedAt,
  };
}

/** Empty where this user may not read it, or it is another file by now. */
async function contentOf(place: string, { ino }: BigIntStats): Promise<string> {
  const file = await open(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null);
  if (file === null) return "";
  try {
    if ((await file.stat({ bigint: true })).ino !== ino) return "";
    const { bytesRead, buffer } = await file.read(Buffer.alloc(contentOctets), 0, contentOctets, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

function unlessGone(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
