import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { Deliverer } from "../delivery/deliverer.ts";
import { DomainError, type ErrorCode } from "../errors.ts";
import type { Store } from "../store.ts";
import { readKnownIds } from "./known-ids.ts";
import { Contents, type PreparedMessage, prepareMessage } from "./prepare-message.ts";
import type { Source } from "./source.ts";

export interface ImportInput {
  readonly account: { readonly id: number; readonly address: string };
  readonly source: Source;
  /** Reads and counts, and stores nothing. */
  readonly isDryRun: boolean;
  /** When aborted, what is under way is finished and nothing more begun. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly importedCount: number;
  /** Were there from an earlier run. */
  readonly skippedCount: number;
  readonly refusedCount: number;
  /** Of the source, read or skipped so far. */
  readonly octets: number;
}

export interface ImportReport extends ImportProgress {
  readonly isCancelled: boolean;
  /** The first ones refused. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

const batchMessages = 100;
const batchOctets = 16 * 1024 * 1024;
const mostRefused = 100;

/**
 * Puts the messages of a source into a maildrop, in their order, in batches that are each durable. What is there from an earlier run
 * is known by its unique-id and left alone, so a broken-off import is simply run again. A message the maildrop refuses is reported
 * and the rest goes on. Refuses with `storage`, `mailbox-unknown`, `mailbox-disabled`: then nothing more could be stored.
 */
export async function importMessages(store: Store, input: ImportInput, actor: Actor): Promise<ImportReport> {
  const { account, source, isDryRun, signal, onProgress } = input;
  const known = await readKnownIds(store, account.id);
  const contents = new Contents();
  const tally = new Tally();
  const batch = new Batch(isDryRun ? null : new Deliverer(store), account, tally);
  let isCancelled = false;
  try {
    for await (const found of source.messages()) {
      isCancelled = signal.aborted;
      if (isCancelled) break;
      try {
        const prepared = await prepareMessage(store, found, known, contents);
        if (prepared === "known") tally.skippedCount += 1;
        else {
          known.add(prepared.importedId);
          batch.add(prepared);
        }
      } catch (error) {
        tally.refuse(found.name, error);
      }
      tally.octets += found.octets;
      if (batch.isFull) await batch.flush();
      onProgress(tally);
    }
    await batch.flush();
    // A source may know what its last message took only afterwards.
    if (!isCancelled) tally.octets = source.octets;
    onProgress(tally);
  } finally {
    await batch.discard();
    if (!isDryRun && tally.importedCount > 0) await recordImport(store, account.address, tally, actor);
  }
  const { importedCount, skippedCount, refusedCount, octets, refused } = tally;
  return { importedCount, skippedCount, refusedCount, octets, isCancelled, refused };
}

class Tally implements ImportProgress {
  importedCount = 0;
  skippedCount = 0;
  refusedCount = 0;
  octets = 0;
  readonly refused: { name: string; reason: string }[] = [];

  /** Counts what concerns this message alone; throws what concerns them all. */
  refuse(name: string, error: unknown): void {
    if (!isRefusal(error, "invalid", "over-quota")) throw error;
    this.refusedCount += 1;
    if (this.refused.length < mostRefused) this.refused.push({ name, reason: error.message });
  }
}

/** Messages delivered together: they share one commit, and keep their order. */
class Batch {
  #messages: PreparedMessage[] = [];
  #octets = 0;

  constructor(
    /** Null for a dry run. */
    private readonly deliverer: Deliverer | null,
    private readonly account: ImportInput["account"],
    private readonly tally: Tally,
  ) {}

  get isFull(): boolean {
    return this.#messages.length >= batchMessages || this.#octets >= batchOctets;
  }

  add(message: PreparedMessage): void {
    this.#messages.push(message);
    this.#octets += message.message.octets;
  }

  async flush(): Promise<void> {
    const results = await Promise.allSettled(this.#messages.map((message) => this.#deliver(message)));
    const failures: unknown[] = [];
    for (const [index, { found }] of this.#messages.entries()) {
      const result = results[index];
      if (result?.status !== "rejected") this.tally.importedCount += 1;
      // Another import of the same was quicker.
      else if (isRefusal(result.reason, "already-exists")) this.tally.skippedCount += 1;
      else {
        try {
          this.tally.refuse(found.name, result.reason);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    await this.discard();
    if (failures.length > 0) throw failures[0];
  }

  async discard(): Promise<void> {
    const messages = this.#messages.splice(0);
    this.#octets = 0;
    await Promise.all(messages.map(({ message }) => message.discard()));
  }

  async #deliver({ found, importedId, message }: PreparedMessage): Promise<void> {
    const arrivedAt = found.arrivedAt ?? undefined;
    await this.deliverer?.deliver({
      recipient: { accountId: this.account.id, address: this.account.address },
      prefix: new Uint8Array(0),
      message,
      importedId,
      arrivedAt,
    });
  }
}

function isRefusal(error: unknown, ...codes: ErrorCode[]): error is DomainError {
  return error instanceof DomainError && codes.includes(error.code);
}

async function recordImport(store: Store, address: string, tally: Tally, actor: Actor): Promise<void> {
  const { importedCount, skippedCount, refusedCount } = tally;
  const after = { importedCount, skippedCount, refusedCount };
  await store.db.$transaction((tx) =>
    appendAudit(tx, actor, store.clock.now(), { action: "account.import", object: address, after }),
  );
}
