import { statSync } from "node:fs";

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Whom the workers become: the owner of the data directory, where this process is root and the directory is not root's; else null. */
export function workerUser(dataDirectory: string): User | null {
  if (process.getuid?.() !== 0) return null;
  const { uid, gid } = statSync(dataDirectory);
  return uid === 0 ? null : { uid, gid };
}
