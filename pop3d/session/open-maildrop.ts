import { err, type Status } from "../protocol/status.ts";
import type { Maildrop } from "./backend.ts";
import { HourlyUse } from "./hourly-use.ts";
import { IndexSet } from "./index-set.ts";

/** A maildrop as this session sees it: the backend's messages, and what was marked and retrieved here. */
export class OpenMaildrop {
  readonly messages: Maildrop;
  readonly marked: IndexSet;
  readonly retrieved: IndexSet;
  /** Octets of what is not marked; counted when first asked for. A number is exact up to 2^53. */
  #octets: number | null = null;

  readonly hourlyUse: HourlyUse;

  /** `now` in milliseconds, as handed to handleLine. */
  constructor(messages: Maildrop, now: number) {
    this.messages = messages;
    this.hourlyUse = new HourlyUse(messages, now);
    this.marked = new IndexSet(messages.count);
    this.retrieved = new IndexSet(messages.count);
  }

  /** Messages that are not marked. */
  get count(): number {
    return this.messages.count - this.marked.count;
  }

  get octets(): number {
    if (this.#octets === null) {
      this.#octets = 0;
      for (let index = 0; index < this.messages.count; index += 1) {
        if (!this.marked.has(index)) this.#octets += this.messages.octets(index);
      }
    }
    return this.#octets;
  }

  mark(index: number): void {
    this.marked.add(index);
    if (this.#octets !== null) this.#octets -= this.messages.octets(index);
  }

  unmarkAll(): void {
    this.marked.clear();
    this.#octets = null;
  }
}

/**
 * The index of message `number`, or the `-ERR` that says why there is none: the one rule of every command that takes a
 * number.
 */
export function indexNumbered(maildrop: OpenMaildrop, number: number): number | Status {
  const index = number - 1;
  if (index >= maildrop.messages.count) {
    return err(`no message ${number}: this maildrop holds ${describeCount(maildrop.messages.count)}`);
  }
  if (maildrop.marked.has(index)) return err(`message ${number} is marked as deleted; RSET brings it back`);
  return index;
}

export function describeCount(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}
