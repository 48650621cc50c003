/** The thread in which crypt(3)'s hashes are made: its messages are hashing.ts's. */
import { parentPort } from "node:worker_threads";
import { cryptOf } from "./crypt.ts";
import type { Answered, Asked } from "./hashing.ts";

parentPort?.on("message", ({ number, hash, password }: Asked) => {
  const answer: Answered = { number, text: cryptOf(hash, password) };
  parentPort?.postMessage(answer);
});
