import type { Snapshot } from "./snapshot.ts";
import { SnapshotBuilder } from "./snapshot-builder.ts";
import type { MaildropVersion } from "./version.ts";

/** Removed messages passed over at once: two milliseconds where every second one was removed. */
const indexesAtOnce = 10_000;

/** What is left of a snapshot without some messages, made a step at a time. */
export class Rest {
  readonly #snapshot: Snapshot;
  readonly #indexes: Uint32Array;
  readonly #builder: SnapshotBuilder;
  /** How many of the indexes are passed over, and the first message after the last of them. */
  #passed = 0;
  #from = 0;

  /** `indexes` ascend. */
  constructor(snapshot: Snapshot, indexes: Uint32Array) {
    this.#snapshot = snapshot;
    this.#indexes = indexes;
    this.#builder = new SnapshotBuilder(snapshot.epochs, snapshot.count - indexes.length);
  }

  /** One step. True when all is there. */
  add(): boolean {
    const to = Math.min(this.#passed + indexesAtOnce, this.#indexes.length);
    for (; this.#passed < to; this.#passed += 1) {
      const index = this.#indexes[this.#passed] as number;
      if (index > this.#from) this.#builder.addRange(this.#snapshot, this.#from, index);
      this.#from = index + 1;
    }
    if (to < this.#indexes.length) return false;
    this.#builder.addRange(this.#snapshot, this.#from, this.#snapshot.count);
    return true;
  }

  build(version: MaildropVersion): Snapshot {
    return this.#builder.build(version);
  }
}
