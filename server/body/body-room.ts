import type { LentBody } from "./body-store.ts";

/** Before a body: the header of its record, which is read with it, and later the status line (512 octets at most). */
const before = 512;
/** Behind it: the octets that end an answer. */
const behind = 64;
const leastOctets = 4 * 1024;
/** Kept for the next bodies. A client that takes its mail slowly keeps its memory; others get new. */
const mostKeptOctets = 4 * 1024 * 1024;

/** By size. What was given back last is lent first: the processor still has it in its cache. */
const kept = new Map<number, Buffer[]>();
let keptOctets = 0;

/**
 * A small body in memory that is used again and again. Made anew for each message that is sent, 21 KB of it would have the
 * garbage collector look through the whole heap many times a second.
 */
export class BodyRoom implements LentBody {
  readonly memory: Buffer;
  readonly start = before;
  readonly end: number;
  #isLent = true;

  /** Room for so many octets, which hold anything until they are written. */
  constructor(octets: number) {
    this.end = before + octets;
    this.memory = takeMemory(this.end + behind);
  }

  get body(): Buffer {
    return this.memory.subarray(this.start, this.end);
  }

  giveBack(): void {
    if (!this.#isLent) return;
    this.#isLent = false;
    keepMemory(this.memory);
  }
}

function takeMemory(octets: number): Buffer {
  let size = leastOctets;
  while (size < octets) size *= 2;
  const memory = kept.get(size)?.pop();
  if (memory === undefined) return Buffer.allocUnsafeSlow(size);
  keptOctets -= size;
  return memory;
}

function keepMemory(memory: Buffer): void {
  if (keptOctets + memory.length > mostKeptOctets) return;
  keptOctets += memory.length;
  const sameSize = kept.get(memory.length);
  if (sameSize === undefined) kept.set(memory.length, [memory]);
  else sameSize.push(memory);
}
