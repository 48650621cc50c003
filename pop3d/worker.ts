/** One worker of the daemon: it accepts on the sockets the primary has bound and serves what comes, until it is told to stop or the primary is gone. */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "#server/clock.ts";
import { readEnvironment } from "#server/env.ts";
import { flushLog, logger, logToFile } from "#server/log.ts";
import { Counts } from "#server/metric/counts.ts";
import { openStore, type Store } from "#server/store.ts";
import { MaildirWatch } from "#server/watched-maildir/watch-maildirs.ts";
import { DatabaseBackend } from "./backend/database-backend.ts";
import { deliveryBackend } from "./lmtp/delivery-backend.ts";
import type { ToPrimary, ToWorker } from "./net/channel.ts";
import { WorkerProtection } from "./net/worker/protection.ts";
import { Work } from "./net/worker/work.ts";

const log = logger("worker");

/** A stop waits no longer for a Maildir that does not answer: what was being taken is finished at the next start. */
const maildirMs = 1_000;
/** For receipts of what came last. */
const receiptMs = 300;

/** The part of the log that tells what clients do. */
const clientLog = logger("pop3");

/** Bundled beside this program; from source this thread writes itself. */
const writingThread = import.meta.url.endsWith(".ts") ? null : join(import.meta.dirname, "pop3d-writing-thread.mjs");

process.umask(0o077);
// Ctrl+C reaches every process of the terminal: the primary decides when a worker stops.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("uncaughtException", (err) => void fail(err));

const heard: { message: ToWorker; handle: unknown }[] = [];
const queue = (message: ToWorker, handle: unknown) => void heard.push({ message, handle });
process.on("message", queue);

run().catch(fail);

async function run(): Promise<void> {
  const [start] = (await once(process, "message")) as [ToWorker];
  if (start.kind !== "start") throw new Error(`a worker begins with "start", not with "${start.kind}"`);
  const environment = readEnvironment();
  logToFile(environment.logFile);
  const store = await openStore(environment, systemClock, { writingThread });
  bodies = store.bodies;
  receipts = store.receipts;
  const report = (err: unknown) => clientLog.error({ event: "trouble", err }, "a client was told to try again later");
  const settings = () => work.settings;
  const counts = new Counts(() => work.settings.recordsMetrics);
  const protection = new WorkerProtection({ store, settings, counts, tell, report });
  const work: Work = new Work(start, {
    store,
    pop3: new DatabaseBackend(store, start.incarnationId, {
      report,
      settings,
      retention: () => work.retention,
      guard: protection.guard,
      counts,
    }),
    protection,
    lmtp: deliveryBackend(store, () => work.settings, report),
    counts,
    log: clientLog,
    tell,
  });
  maildirs = new MaildirWatch({ store, counts, log: clientLog });
  heard.shift();
  let turn = Promise.resolve();
  const take = (message: ToWorker, handle: unknown) => {
    if (message.kind === "stop") void stop(work);
    else turn = turn.then(() => work.obey(message, handle)).catch(fail);
  };
  process.off("message", queue);
  for (const { message, handle } of heard) take(message, handle);
  process.on("message", take);
  process.once("disconnect", () => void stop(work));
  if (process.connected) tell({ kind: "ready" });
  else await stop(work);
}

let maildirs: MaildirWatch | null = null;
let bodies: Store["bodies"] | null = null;
let receipts: Store["receipts"] | null = null;
let isStopping = false;

async function stop(work: Work): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all([work.stop(), Promise.race([maildirs?.stop(), wait(maildirMs)])]);
  // What is left is caught up with by the primary.
  await Promise.race([receipts?.close(), wait(receiptMs)]);
  // Ends the segment that was appended to; without this the primary does it later.
  await bodies?.close().catch(() => {});
  await flushLog();
  process.exit(0);
}

/** A bug leaves nobody knows what behind: this worker dies, the primary frees what it held and starts another. */
async function fail(err: unknown): Promise<void> {
  log.fatal({ event: "worker-failed", err }, "the worker ends because of a bug");
  await flushLog();
  process.exit(1);
}

function tell(message: ToPrimary): void {
  if (process.connected) process.send?.(message);
}
