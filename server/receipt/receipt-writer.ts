import type { WireMessage } from "../body/wire-message.ts";
import type { Clock } from "../clock.ts";
import { noSummary, summarizeHeader } from "../message/header-summary.ts";
import type { Statements } from "../statement/statement.ts";
import type { ReceiptPolicy } from "./policy.ts";
import { type DeliveryFacts, deliveryFacts, ownLines, queueFacts } from "./delivery-facts.ts";
import { type ReceiptColumn, receiptColumns, type ReceiptValues, writeReceipts } from "./receipt-statements.ts";
import { receiptWords } from "./receipt-words.ts";

/** A message that was committed, with what its receipt is made of. */
export interface Noted {
  readonly accountId: number;
  readonly sequence: number;
  readonly address: string;
  readonly uniqueId: string;
  readonly octets: number;
  readonly arrivedAt: Date;
  /** Our delivery's own lines; may be empty. */
  readonly prefix: Uint8Array;
  /** Of the header, as much as is kept (headOf). */
  readonly head: Uint8Array;
}

export interface ReceiptWriterOptions {
  readonly logStatements: Statements;
  readonly clock: Clock;
  /** Asked at most once a second. */
  readonly policy: () => Promise<ReceiptPolicy>;
  /** Told why a batch could not be written; it is not tried again (catch-up.ts). */
  readonly onTrouble: (error: unknown) => void;
}

/** Octets of a header that are looked at. */
const headOctets = 8 * 1024;
/** Where mail comes faster than it is written down, receipts beyond this go without what the header says; and beyond the other there are none. */
const mostHeadOctets = 48 * 1024 * 1024;
const mostWaitingOctets = 2 * mostHeadOctets;
const overhead = 512;
const pauseMs = 400;
const atOnce = 40;
const policyMs = 1_000;
/** Of the time of this thread that receipts may take while mail comes in: a fortieth. */
const restPerWork = 40;
const nothing = new Uint8Array();

/** The beginning of a message's header, copied: the message is forgotten before its receipt is written. Waits where it lies on the disk. */
export function headOf(message: WireMessage): Uint8Array | Promise<Uint8Array> {
  const wanted = Math.min(message.headerOctets, headOctets);
  const pieces = message.pieces();
  if (!(Symbol.iterator in pieces)) return headOnDisk(pieces, wanted);
  const head = new Head(wanted);
  for (const piece of pieces) if (head.take(piece)) break;
  return head.octets;
}

async function headOnDisk(pieces: AsyncIterable<Uint8Array>, wanted: number): Promise<Uint8Array> {
  const head = new Head(wanted);
  for await (const piece of pieces) if (head.take(piece)) break;
  return head.octets;
}

class Head {
  readonly #octets: Buffer;
  #filled = 0;

  constructor(wanted: number) {
    this.#octets = Buffer.allocUnsafe(wanted);
  }

  /** Whether that is enough. */
  take(piece: Uint8Array): boolean {
    const part = piece.subarray(0, this.#octets.length - this.#filled);
    this.#octets.set(part, this.#filled);
    this.#filled += part.length;
    return this.#filled === this.#octets.length;
  }

  get octets(): Uint8Array {
    return this.#octets.subarray(0, this.#filled);
  }
}

/**
 * Writes receipts behind deliveries, in small batches with long pauses between: a flood of mail is not slowed by what is written down of it.
 * One of each process that delivers.
 */
export class ReceiptWriter {
  readonly #options: ReceiptWriterOptions;
  #waiting: Noted[] = [];
  #waitingOctets = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isClosing = false;
  #policy: ReceiptPolicy | null = null;
  #policyAtMs = 0;

  constructor(options: ReceiptWriterOptions) {
    this.#options = options;
  }

  note(message: Noted): void {
    const noted = this.#waitingOctets > mostHeadOctets ? { ...message, head: nothing } : message;
    const octets = noted.head.length + overhead;
    if (this.#waitingOctets + octets > mostWaitingOctets) return;
    this.#waiting.push(noted);
    this.#waitingOctets += octets;
    this.#timer ??= this.#later(pauseMs);
  }

  /** Resolves when all that was noted before is written, or could not be. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#waiting.length > 0) {
      this.#writing = this.#writing.then(() => this.#write());
      await this.#writing;
    }
    await this.#writing;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.flush();
  }

  #later(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#writing.then(() => this.#write());
    }, milliseconds).unref();
  }

  async #write(): Promise<void> {
    const batch = this.#waiting.splice(0, atOnce);
    if (batch.length === 0) return;
    for (const { head } of batch) this.#waitingOctets -= head.length + overhead;
    let workMs = 0;
    try {
      const { isKept, hasText } = await this.#inForce();
      if (isKept) {
        const begun = performance.now();
        const rows = batch.map((noted) => valuesOf(noted, hasText));
        workMs = performance.now() - begun;
        await this.#options.logStatements.write(writeReceipts, rows);
      }
    } catch (error) {
      this.#options.onTrouble(error);
    }
    if (this.#waiting.length > 0 && !this.#isClosing) {
      this.#timer ??= this.#later(Math.min(pauseMs, Math.max(1, workMs * restPerWork)));
    }
  }

  async #inForce(): Promise<ReceiptPolicy> {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#policy !== null && nowMs - this.#policyAtMs < policyMs) return this.#policy;
    this.#policy = await this.#options.policy();
    this.#policyAtMs = nowMs;
    return this.#policy;
  }
}

function valuesOf({ prefix, head, arrivedAt, ...noted }: Noted, hasText: boolean): ReceiptValues {
  const header = Buffer.from(head.buffer, head.byteOffset, head.length);
  const { delivery, rest } = deliveryOf(
    Buffer.from(prefix.buffer, prefix.byteOffset, prefix.length).toString(),
    header,
  );
  const { sender, subject, messageIdHeader } = head.length === 0 ? noSummary : summarizeHeader(header);
  const row = {
    ...noted,
    arrivedAt: arrivedAt.getTime(),
    ...delivery,
    ...queueFacts(rest),
    messageIdHeader,
    sender: hasText ? sender : "",
    subject: hasText ? subject : "",
  };
  const searchText = receiptWords(row);
  const all: Readonly<Record<ReceiptColumn, string | number>> = { ...row, searchText };
  return receiptColumns.map((name) => withoutNul(all[name]));
}

/** A message read from the store has our lines before it; one that comes in has them apart. */
function deliveryOf(prefix: string, header: Buffer): { delivery: DeliveryFacts; rest: string } {
  if (prefix !== "") return { delivery: deliveryFacts(prefix), rest: header.toString("latin1") };
  const own = ownLines(header.toString());
  return { delivery: deliveryFacts(own), rest: header.toString("latin1").slice(Buffer.byteLength(own)) };
}

/** PostgreSQL has no text with a NUL in it. */
function withoutNul(value: string | number): string | number {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
