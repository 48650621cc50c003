import { existsSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { type ProcessLock, takeProcessLock } from "../../node/process-lock.ts";
import { newOwner } from "./names.ts";

/** A process that writes segments of its own. The lock is the kernel's: it ends with the process, however that ends. */
export interface Owner {
  readonly id: string;
  release(): void;
}

const lockName = (id: string) => `owner-${id}`;

export function takeOwner(directory: string): Owner {
  const id = newOwner();
  const taken = takeProcessLock(directory, lockName(id));
  if (!("lock" in taken)) throw new Error(`somebody else is called ${id} in ${directory}`);
  return { id, release: () => letGo(directory, id, taken.lock) };
}

/** Whether nobody writes under this name any more. Tidies up what its lock left. */
export function isOwnerGone(directory: string, id: string): boolean {
  if (!existsSync(join(directory, `${lockName(id)}.lock`))) return true;
  const taken = takeProcessLock(directory, lockName(id));
  if (!("lock" in taken)) return false;
  letGo(directory, id, taken.lock);
  return true;
}

/** The files go while the lock is held: nobody finds them and believes the owner alive. */
function letGo(directory: string, id: string, lock: ProcessLock): void {
  for (const ending of ["pid", "lock"]) {
    try {
      unlinkSync(join(directory, `${lockName(id)}.${ending}`));
    } catch {
      // What is left is tidied up by the next who asks.
    }
  }
  lock.release();
}
