/** The daemon's primary process: it takes the data directory, starts the workers and steers them until it is told to stop. */
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { storageTrouble } from "#server/body/storage-trouble.ts";
import { databaseTrouble } from "#server/database/database-trouble.ts";
import { readEnvironment } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import { flushLog, logger, logToFile } from "#server/log.ts";
import { type ProcessLock, takeProcessLock } from "#server/node/process-lock.ts";
import { startNode } from "#server/node/start-node.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { version } from "#server/version.ts";
import { Daemon } from "./net/primary/daemon.ts";
import { workerUser } from "./net/primary/run-as.ts";

/** With all that must be written down, an orderly stop stays below this. */
const stopLimitMs = 3_900;
const log = logger("daemon");
/** Beside this file, from source and bundled alike. */
const workerFile = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "worker.ts" : "pop3d-worker.mjs", import.meta.url),
);

process.umask(0o077);
process.on("uncaughtException", (err) => void fail(err));
const stopAsked = new Promise<string>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => resolve(signal));
  // Whoever started us is gone.
  process.once("disconnect", () => resolve("disconnect"));
});

run().catch(fail);

async function run(): Promise<void> {
  const environment = readEnvironment();
  logToFile(environment.logFile);
  const store = await openStore(environment);
  const lock = claim(environment.dataDirectory);
  const nodeId = await startNode(store, { hostname: hostname(), version, pid: process.pid });
  const user = workerUser(environment.dataDirectory);
  const daemon = new Daemon({ store, nodeId, spawn: { file: workerFile, user }, log });
  const started = daemon.start().then(() => {
    log.info({ event: "started", version, workers: environment.workers }, "daemon ready");
    process.send?.({ ready: true, listeners: daemon.summary });
  });
  const reason = await Promise.race([stopAsked, started.then(() => stopAsked)]);
  await stop(reason, daemon, store, lock);
}

/** One daemon for one data directory: two would hand out the same locks. */
function claim(dataDirectory: string): ProcessLock {
  const taken = takeProcessLock(dataDirectory, "pop3d");
  if ("lock" in taken) return taken.lock;
  const holder = taken.heldBy === null ? "Another process" : `Process ${taken.heldBy}`;
  throw new DomainError(
    "configuration",
    `${holder} already serves mail from ${dataDirectory}. Stop it, or give this daemon its own POPDESK_DATA.`,
  );
}

async function stop(reason: string, daemon: Daemon, store: Store, lock: ProcessLock): Promise<never> {
  log.info({ event: "stopping", reason }, "stopping");
  setTimeout(() => process.exit(1), stopLimitMs).unref();
  await daemon.stop();
  await closeStore(store);
  lock.release();
  log.info({ event: "stopped" }, "stopped");
  await flushLog();
  process.exit(0);
}

/** What was refused on purpose is told in its own words; anything else with its stack. Workers see that we are gone, and end. */
async function fail(err: unknown): Promise<never> {
  const trouble = databaseTrouble(storageTrouble(err));
  if (trouble instanceof DomainError) console.error(`The daemon cannot run. ${trouble.message}`);
  else log.fatal({ event: "failed", err }, "the daemon ends because of a bug");
  await flushLog();
  process.exit(1);
}
