import type { Store } from "../store.ts";
import type { UniqueNumber } from "./unique-id.ts";

const firstBlock = 16;
const largestBlock = 4096;

/** Gives unique numbers that nobody was given before. Reserved in blocks that grow with use; what a process leaves of its block is a gap. */
export class UniqueNumbers {
  #epoch = "";
  #next = 0;
  #end = 0;
  #block = firstBlock;

  constructor(private readonly store: Store) {}

  async take(count: number): Promise<UniqueNumber[]> {
    const taken: UniqueNumber[] = [];
    while (taken.length < count) {
      if (this.#next === this.#end) await this.#reserve(count - taken.length);
      taken.push({ epoch: this.#epoch, number: this.#next });
      this.#next += 1;
    }
    return taken;
  }

  async #reserve(atLeast: number): Promise<void> {
    const block = Math.max(atLeast, this.#block);
    const { storeEpoch, nextUnique } = await this.store.db.control.update({
      where: { id: 1 },
      data: { nextUnique: { increment: block } },
      select: { storeEpoch: true, nextUnique: true },
    });
    this.#epoch = storeEpoch;
    this.#end = Number(nextUnique);
    this.#next = this.#end - block;
    this.#block = Math.min(this.#block * 4, largestBlock);
  }
}
