import { setTimeout as wait } from "node:timers/promises";
import { type EntryRow, entryRow } from "../log-entry/entry-row.ts";
import { writeEntries } from "../log-entry/entry-statements.ts";
import { maskPasswords } from "../mail-log/mask-passwords.ts";
import { LineParser } from "../mail-log/parse-line.ts";
import type { Store } from "../store.ts";
import type { KnownFile } from "./known-file.ts";

/** Lines and octets of a line's text in one transaction: it keeps other writers of the logs waiting. */
const linesAtOnce = 500;
const octetsAtOnce = 512 * 1024;

interface Line {
  readonly text: string;
  readonly octets: number;
  readonly cutOctets: number;
}

export interface LineWriterOptions {
  /** IANA name; empty: the machine's. */
  readonly zone: string;
  /** About when the newest line was written. */
  readonly referenceMs: number;
  /** Lines from before that are passed over: they would be forgotten at once. */
  readonly oldestMs: number;
  /** Where those are counted. */
  readonly tally?: { passedCount: number };
  /** Of the time a batch takes, the share that is left to others behind it. */
  readonly restShare: number;
}

/** Somebody else has read on in this file: what is known of it is old. */
export class ReadElsewhereError extends Error {}

/** Parses lines of one file, in their order, and stores them together with how far the file was read. */
export class LineWriter {
  readonly #store: Store;
  readonly #file: KnownFile;
  readonly #parser: LineParser;
  readonly #restShare: number;
  readonly #oldestMs: number;
  readonly #tally: { passedCount: number };
  #lines: Line[] = [];
  #timeMs: number;

  constructor(store: Store, file: KnownFile, { zone, referenceMs, oldestMs, restShare, tally }: LineWriterOptions) {
    this.#store = store;
    this.#file = file;
    this.#parser = new LineParser({ zone: zone === "" ? undefined : zone, referenceMs });
    this.#timeMs = file.lastAtMs ?? referenceMs;
    this.#restShare = restShare;
    this.#oldestMs = oldestMs;
    this.#tally = tally ?? { passedCount: 0 };
  }

  set referenceMs(ms: number) {
    this.#parser.referenceMs = ms;
  }

  /** For a LineCutter. */
  readonly take = (text: string, octets: number, cutOctets: number): void => {
    this.#lines.push({ text, octets, cutOctets });
  };

  /** Resolves when all that was taken is stored. Throws a ReadElsewhereError. */
  async flush(signal?: AbortSignal): Promise<void> {
    for (let at = 0; at < this.#lines.length; ) {
      if (signal?.aborted) break;
      const begun = performance.now();
      at = await this.#write(at);
      await wait((performance.now() - begun) * this.#restShare);
    }
    this.#lines = [];
  }

  /** Gives where the next batch begins. */
  async #write(from: number): Promise<number> {
    const rows: EntryRow[] = [];
    let at = from;
    let octets = 0;
    let textOctets = 0;
    for (; at < this.#lines.length && rows.length < linesAtOnce && textOctets < octetsAtOnce; at += 1) {
      const line = this.#lines[at] as Line;
      octets += line.octets;
      textOctets += line.text.length;
      if (line.text === "") continue;
      const row = this.#read(line);
      if (row.timeMs >= this.#oldestMs) rows.push(row);
      else this.#tally.passedCount += 1;
    }
    const file = this.#file;
    const lastAtMs = this.#timeMs;
    const readOctets = file.readOctets + octets;
    const { id: fileId, sourceId, readOctets: fromOctets } = file;
    const batch = { fileId, sourceId, fromOctets, readOctets, lastAtMs, rows };
    if (!(await this.#store.logStatements.write(writeEntries, batch))) throw new ReadElsewhereError(file.path);
    file.readOctets = readOctets;
    file.lineCount += rows.length;
    file.lastAtMs = lastAtMs;
    return at;
  }

  #read({ text, octets, cutOctets }: Line): EntryRow {
    const masked = maskPasswords(text);
    const entry = this.#parser.parse(masked);
    if (!Number.isNaN(entry.timeMs)) this.#timeMs = entry.timeMs;
    return entryRow(entry, masked, this.#timeMs, octets, cutOctets);
  }
}
