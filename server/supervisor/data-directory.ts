import { chmodSync, mkdirSync, statSync } from "node:fs";
import { storageTrouble } from "../body/storage-trouble.ts";
import { databaseTrouble } from "../database/database-trouble.ts";
import { DomainError } from "../errors.ts";
import { takeProcessLock } from "../node/process-lock.ts";

export interface DataOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface DataDirectory {
  /** Whose processes work in it. Set only where this process is root and the directory is another's. */
  readonly owner: DataOwner | undefined;
  release(): void;
}

/**
 * Makes the data directory (mode 0700) and claims it for this supervisor. Refuses with `configuration` where it cannot be used or
 * another Popdesk runs on it.
 */
export function claimDataDirectory(path: string): DataDirectory {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const { uid, gid, mode } = statSync(path);
    const self = process.getuid?.();
    if (self !== undefined && self !== 0 && self !== uid) {
      throw new DomainError(
        "configuration",
        `${path} belongs to another user (uid ${uid}). Start Popdesk as that user, or name another directory: POPDESK_DATA=/path npm start`,
      );
    }
    // Mail and keys are nobody else's to read.
    if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
    const taken = takeProcessLock(path, "supervisor");
    if ("heldBy" in taken) {
      throw new DomainError(
        "configuration",
        `Popdesk is already running on ${path} (process ${taken.heldBy ?? "unknown"}). Stop it first, or name another directory: POPDESK_DATA=/path npm start`,
      );
    }
    const owner = self === 0 && uid !== 0 ? { uid, gid } : undefined;
    return { owner, release: taken.lock.release };
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const trouble = databaseTrouble(storageTrouble(error));
    const reason = trouble instanceof DomainError ? trouble.message : `(${(error as NodeJS.ErrnoException).code})`;
    throw new DomainError(
      "configuration",
      `The data directory ${path} cannot be used. ${reason} Mend that, or name another one: POPDESK_DATA=/path npm start`,
      undefined,
      { cause: error },
    );
  }
}
