/**
 * The program of the thread that writes: one batch at a time, answered when it is committed. Here a commit, a checkpoint or another
 * process's turn may take as long as it takes; the thread that serves clients goes on meanwhile.
 */
import { parentPort, workerData } from "node:worker_threads";
import { busyLimitMs } from "../../database/limits.ts";
import { isBusy } from "../../database/until-free.ts";
import { type Answer, allFailed, type Batch } from "./batch.ts";
import { WriteConnection } from "./write-connection.ts";

/** Rows changed after which the log is brought into the database even while more is coming; otherwise once a second. */
const checkpointRows = 5_000;
const checkpointMs = 1_000;
/** Between two looks whether another process has done its batch. */
const longestPauseMs = 1;

if (parentPort === null) throw new Error("this is the program of a thread");
const port = parentPort;
const connection = new WriteConnection((workerData as { file: string }).file);
let checkpointedAt = 0;

port.on("message", (batch: Batch | null) => {
  if (batch === null) return close();
  port.postMessage(runWhenFree(batch));
  if (connection.changes - checkpointedAt >= checkpointRows) checkpoint();
});
// Other connections leave their commits in the log too.
const timer = setInterval(checkpoint, checkpointMs);

function runWhenFree(batch: Batch): Answer {
  const startedAt = performance.now();
  for (let pauseMs = 0.1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return connection.run(batch);
    } catch (error) {
      if (!isBusy(error) || performance.now() - startedAt > busyLimitMs) return allFailed(batch, error);
    }
    sleep(pauseMs * (0.5 + Math.random()));
  }
}

function checkpoint(): void {
  checkpointedAt = connection.changes;
  connection.checkpoint();
}

function close(): void {
  clearInterval(timer);
  connection.close();
  port.close();
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
