import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { DomainError } from "../../errors.ts";

/** SQLite's log as a file of its own, put on disk by us: then no other writer waits meanwhile, as it would for a COMMIT in FULL. */
export class WriteAheadLog {
  readonly #path: string;
  readonly #bringIn: () => boolean;
  readonly #syncFile: (descriptor: number) => void;
  #descriptor: number | null = null;
  /** The disk has failed to take something of it, and says so once: what it says later is no proof. */
  #isDoubtful = false;

  /** `bringIn`: puts all of the log into the database and both on disk; tells whether it could. `syncFile`: for tests. */
  constructor(database: string, bringIn: () => boolean, syncFile = fdatasyncSync) {
    this.#path = `${database}-wal`;
    this.#bringIn = bringIn;
    this.#syncFile = syncFile;
  }

  /**
   * Everything committed until now is on disk when this returns. Called when something has been committed: from then on there is
   * a log, and the same one until the connection is closed. Refuses with `storage`: then nobody knows what is on disk.
   */
  sync(): void {
    if (this.#isDoubtful) {
      if (!this.#bringIn()) throw trouble("it failed before, and the log is not in the database yet");
      this.#isDoubtful = false;
      return;
    }
    try {
      this.#descriptor ??= openSync(this.#path, "r");
      this.#syncFile(this.#descriptor);
    } catch (error) {
      this.#isDoubtful = true;
      throw trouble(error instanceof Error ? error.message : String(error));
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

function trouble(reason: string): DomainError {
  return new DomainError("storage", `The disk does not say whether it has kept the last changes (${reason}).`);
}
