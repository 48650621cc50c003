import { chownSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Made in the data directory by the primary, and needed by a later start without root. */
const primaryFiles = ["pop3d.lock", "pop3d.pid", "node-id"];

/** Whom the workers become: the owner of the data directory, where this process is root and the directory is not root's; else null. */
export function workerUser(dataDirectory: string): User | null {
  if (process.getuid?.() !== 0) return null;
  const { uid, gid } = statSync(dataDirectory);
  return uid === 0 ? null : { uid, gid };
}

export function giveFilesTo({ uid, gid }: User, dataDirectory: string): void {
  for (const name of primaryFiles) {
    const file = join(dataDirectory, name);
    if (existsSync(file)) chownSync(file, uid, gid);
  }
}
