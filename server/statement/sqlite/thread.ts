/**
 * The program of the two threads that write: one batch at a time, answered when it is committed and, for FULL, on disk. Here a
 * commit, a checkpoint or another process's turn may take as long as it takes; the thread that serves clients goes on meanwhile.
 * What waits for the disk, checkpoints among it, waits in the patient one: locks pass it by.
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { busyLimitMs } from "../../database/limits.ts";
import { isBusy } from "../../database/until-free.ts";
import { type Answer, allFailed, type Batch } from "./batch.ts";
import { WriteConnection } from "./write-connection.ts";

export interface WritingData {
  readonly file: string;
  /** Waits for the disk; the other one does not. */
  readonly isPatient: boolean;
  /** To the other of the two; null where there is one alone. */
  readonly other: MessagePort | null;
}

/** Rows changed or batches done by a thread after which the log is brought into the database even while more is coming; otherwise once a second. */
const checkpointRows = 5_000;
const checkpointBatches = 1_000;
const checkpointMs = 1_000;
/** Between two looks whether another process, or the other thread, has done its batch. */
const longestPauseMs = 1;

if (parentPort === null) throw new Error("this is the program of a thread");
const port = parentPort;
const { file, isPatient, other } = workerData as WritingData;
const connection = new WriteConnection(file, { isInThread: true });
let checkpointedAt = 0;
let batches = 0;

port.on("message", (batch: Batch | null) => {
  if (batch === null) return close();
  port.postMessage(runWhenFree(batch));
  batches += 1;
  if (batches < checkpointBatches && connection.changes - checkpointedAt < checkpointRows) return;
  if (isPatient) checkpoint();
  else askForCheckpoint();
});
const timer = isPatient ? keepLogShort() : null;

/** Other connections leave their commits in the log too. */
function keepLogShort(): NodeJS.Timeout {
  other?.on("message", checkpoint);
  return setInterval(checkpoint, checkpointMs);
}

function askForCheckpoint(): void {
  noteCheckpoint();
  other?.postMessage(null);
}

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
  noteCheckpoint();
  connection.checkpoint();
}

function noteCheckpoint(): void {
  checkpointedAt = connection.changes;
  batches = 0;
}

function close(): void {
  if (timer !== null) clearInterval(timer);
  connection.close();
  other?.close();
  port.close();
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
