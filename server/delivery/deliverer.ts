import type { WireMessage } from "../body/wire-message.ts";
import { DomainError } from "../errors.ts";
import { parseImportedId } from "../message/unique-id.ts";
import { UniqueNumbers } from "../message/unique-numbers.ts";
import type { Store } from "../store.ts";
import { deliverBatch } from "./deliver-batch.ts";
import type { Recipient } from "./resolve-recipient.ts";

export interface Delivery {
  readonly recipient: Pick<Recipient, "accountId" | "address">;
  /** Trace lines of this delivery: whole header lines, CRLF each; may be empty. */
  readonly prefix: Uint8Array;
  readonly message: WireMessage;
  /** Unique-id to keep from another server. */
  readonly importedId?: string;
  /** Now, unless an import knows better. */
  readonly arrivedAt?: Date;
}

export interface Delivered {
  readonly sequence: number;
  /** As UIDL will tell it. */
  readonly uniqueId: string;
  /** The message with its trace lines. */
  readonly octets: number;
}

export interface Waiting {
  readonly delivery: Delivery;
  readonly arrivedAt: Date;
  resolve(delivered: Delivered): void;
  reject(reason: unknown): void;
}

const largestBatch = 256;
/** While one batch commits, the next writes its bodies. */
const batchesAtOnce = 2;
const largestMessage = 2 ** 31 - 1;

/** Puts mail into maildrops. All deliveries in flight share the writing of bodies and one transaction; each has its own result. */
export class Deliverer {
  readonly #store: Store;
  readonly #numbers: UniqueNumbers;
  #waiting: Waiting[] = [];
  #running = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#numbers = new UniqueNumbers(store);
  }

  /**
   * Resolves when the message is on disk and committed; a rejection means that it is not. The caller discards the message.
   * Refuses with `over-quota`, `mailbox-disabled`, `mailbox-unknown`, `already-exists` (importedId), `invalid`, `storage`.
   */
  deliver(delivery: Delivery): Promise<Delivered> {
    return new Promise((resolve, reject) => {
      if (delivery.importedId !== undefined) parseImportedId(delivery.importedId);
      if (delivery.prefix.length + delivery.message.octets > largestMessage) {
        throw new DomainError("invalid", "A message of more than 2 GiB cannot be kept.");
      }
      this.#waiting.push({ delivery, arrivedAt: delivery.arrivedAt ?? this.#store.clock.now(), resolve, reject });
      if (this.#running < batchesAtOnce) void this.#run();
    });
  }

  /** Batches until nobody waits. Begins in the next turn, so that deliveries begun together travel together. */
  async #run(): Promise<void> {
    this.#running += 1;
    await new Promise(setImmediate);
    for (;;) {
      const batch = this.#waiting.splice(0, largestBatch);
      if (batch.length === 0) break;
      await deliverBatch(this.#store, this.#numbers, batch);
    }
    this.#running -= 1;
  }
}
