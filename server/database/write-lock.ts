/** A fair asynchronous lock. SQLite has one writer: every connection of this process to one file queues here instead of spinning. */
export class WriteLock {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves when it is this caller's turn, with the function that ends the turn (idempotent). */
  acquire(): Promise<() => void> {
    let release!: () => void;
    const turn = new Promise<void>((resolve) => {
      release = resolve;
    });
    const before = this.#tail;
    this.#tail = turn;
    return before.then(() => release);
  }
}

const locks = new Map<string, WriteLock>();

/** The lock of one database file, the same for every connection of this process. */
export function writeLockOf(file: string): WriteLock {
  let lock = locks.get(file);
  if (!lock) {
    lock = new WriteLock();
    locks.set(file, lock);
  }
  return lock;
}
