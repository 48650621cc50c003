import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

const pageMessages = 1000;
const pauseMs = 100;
/** Beyond this a database that takes nothing costs the marks, not the memory. */
const mostWaiting = 200_000;

/** Writes Message.downloadedAt behind, the first time only: what is downloaded within a tenth of a second goes in one statement. */
export class DownloadMarks {
  readonly #store: Store;
  readonly #onTrouble: (error: unknown) => void;
  /** Rows of account, sequence, milliseconds. */
  #waiting: [number, number, number][] = [];
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
      for (let from = 0; from < marks.length; from += pageMessages) {
        await writePage(this.#store, marks.slice(from, from + pageMessages));
        await new Promise(setImmediate);
      }
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}

async function writePage({ db, environment }: Store, marks: readonly [number, number, number][]): Promise<void> {
  const engine = engineOf(environment.databaseUrl);
  await db.$executeRawUnsafe(
    `UPDATE "Message" SET "downloadedAt" = ${jsonInstant[engine]("r.value->>2")} FROM ${jsonRows[engine]}
     WHERE "Message"."accountId" = CAST(r.value->>0 AS INTEGER) AND "Message"."sequence" = CAST(r.value->>1 AS INTEGER)
       AND "Message"."downloadedAt" IS NULL`,
    JSON.stringify(marks),
  );
}
