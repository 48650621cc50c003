import type { Store } from "../store.ts";
import { type DownloadMark, markDownloaded } from "./download-statements.ts";

const marksAtOnce = 500;
const pauseMs = 100;
/** Beyond this a database that takes nothing costs the marks, not the memory. */
const mostWaiting = 200_000;

/** Writes Message.downloadedAt behind, the first time only: what is downloaded within a tenth of a second goes in one statement. */
export class DownloadMarks {
  readonly #store: Store;
  readonly #onTrouble: (error: unknown) => void;
  #waiting: DownloadMark[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Store, onTrouble: (error: unknown) => void) {
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  add(accountId: number, sequence: number): void {
    if (this.#waiting.length >= mostWaiting) return;
    this.#waiting.push([accountId, sequence, this.#store.clock.now().getTime()]);
    this.#timer ??= setTimeout(() => void this.flush(), pauseMs);
  }

  /** Resolves when all that was added before has been written, or could not be. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const marks = this.#waiting;
    this.#waiting = [];
    try {
      for (let from = 0; from < marks.length; from += marksAtOnce) {
        await this.#store.statements.write(markDownloaded, marks.slice(from, from + marksAtOnce));
      }
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}
