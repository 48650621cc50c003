import { constants } from "node:fs";
import { type FileHandle, open, readlink, realpath } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../env.ts";
import { DomainError } from "../errors.ts";
import { isWithin } from "../folder/within.ts";
import type { Rights } from "./rights.ts";

/** Of the data directory: for logs that are put there by hand. */
const ownFolder = "logs";

/** The folders within which logs may be read, as they are called. */
export function allowedFolders({ logRoots, dataDirectory, logFile }: Environment): string[] {
  // Its folder has been named by who runs the machine as well.
  const ofOwnLog = logFile === null ? [] : [dirname(logFile.path)];
  return [...new Set([...logRoots, join(dataDirectory, ownFolder), ...ofOwnLog])];
}

/**
 * Refuses with `not-allowed` a real path outside the folders that who runs the machine has named: with the rights of this user, the log page would
 * show any file otherwise.
 */
export async function assertAllowed(environment: Environment, path: string): Promise<void> {
  const folders = allowedFolders(environment);
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  if (real.some((folder) => folder !== null && isWithin(path, folder))) return;
  throw new DomainError(
    "not-allowed",
    `${path} lies outside the folders whose logs may be read: ${folders.join(", ")}. The variable POPDESK_LOG_FOLDERS names them.`,
    "path",
  );
}

/** Opens a log for reading where it may be: what it leads to when it is opened counts, not what it led to before. Throws what the system says, `not-allowed` and `invalid`. */
export async function openAllowed(environment: Environment, path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new DomainError("invalid", `${path} is not a file.`, "path");
    await assertAllowed(environment, await placeOf(handle, path));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Where an open file lies. One that was removed meanwhile is still told by its folder. */
async function placeOf(handle: FileHandle, path: string): Promise<string> {
  if (process.platform !== "linux") return realpath(path);
  return (await readlink(`/proc/self/fd/${handle.fd}`)).replace(/ \(deleted\)$/, "");
}

export interface Refused {
  readonly trouble: string;
  /** A command that mends it; empty where none does. */
  readonly remedy: string;
}

/** What the system said of a log, and what mends it; null for an error that is none of a file. */
export function refusedBy(error: unknown, path: string, facts?: Rights): Refused | null {
  if (error instanceof DomainError) return { trouble: error.message, remedy: "" };
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM")
    return { trouble: `${path} may not be read by this user.`, remedy: grant(path, facts) };
  if (code === "ENOENT") return { trouble: `There is no ${path}.`, remedy: "" };
  if (code === "EISDIR" || code === "ENOTDIR") return { trouble: `${path} is not a file.`, remedy: "" };
  if (code === "EIO" || code === "ESTALE")
    return { trouble: `${path} cannot be read: the disk says ${code}.`, remedy: "" };
  return null;
}

/** Rotated files are new each time, so a group that may read them all is better than a right on one. */
function grant(path: string, facts?: Rights): string {
  const { username } = userInfo();
  if (facts !== undefined && facts.group !== null && (facts.mode & 0o040) !== 0)
    return `sudo usermod -aG ${facts.group} ${username}`;
  return `sudo setfacl -m u:${username}:r ${shellWord(path)}`;
}

/** A path as a shell takes it. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
