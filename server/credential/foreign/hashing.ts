import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type CryptHash, cryptOf } from "./crypt.ts";

/** Bundled beside the program; from source this thread hashes itself. */
const program = import.meta.url.endsWith(".ts") ? null : join(import.meta.dirname, "hashing-thread.mjs");

export interface Asked {
  readonly number: number;
  readonly hash: CryptHash;
  readonly password: Uint8Array;
}

export interface Answered {
  readonly number: number;
  readonly text: string;
}

interface Waiting {
  resolve(text: string): void;
  reject(error: unknown): void;
}

/** The thread of this process, and who waits for it. */
let thread: Worker | null = null;
let lastNumber = 0;
const waiting = new Map<number, Waiting>();

/**
 * What crypt(3) makes of a password with the salt of a hash: thousands of rounds that Node has no function for, in a thread of their
 * own, one after the other. It begins with the first and keeps nobody from ending; where it dies, those who wait are rejected.
 */
export function hashElsewhere(hash: CryptHash, password: Uint8Array): Promise<string> {
  if (program === null) return Promise.resolve(cryptOf(hash, password));
  thread ??= start(program);
  const number = ++lastNumber;
  const asked: Asked = { number, hash, password: Uint8Array.from(password) };
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    thread?.postMessage(asked);
  });
}

function start(file: string): Worker {
  const worker = new Worker(file);
  worker.unref();
  worker.on("message", ({ number, text }: Answered) => {
    waiting.get(number)?.resolve(text);
    waiting.delete(number);
  });
  let cause: unknown;
  worker.on("error", (error) => {
    cause = error;
  });
  worker.on("exit", () => {
    if (thread === worker) thread = null;
    for (const { reject } of waiting.values()) reject(new Error("the hashing thread ended", { cause }));
    waiting.clear();
  });
  return worker;
}
