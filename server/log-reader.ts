/** The log reader: a process of its own, so that mail never waits for logs. It has the least urgent turn of all of Popdesk's. */
import { constants, setPriority } from "node:os";
import { readEnvironment } from "./env.ts";
import { DomainError } from "./errors.ts";
import { flushLog, logger, logToFile } from "./log.ts";
import { LogReader } from "./log-reader/log-reader.ts";
import { nodeIdOf } from "./node/node-id.ts";
import { closeStore, openStore } from "./store.ts";

const log = logger("log-reader");
const limitMs = 3_500;

async function start(): Promise<void> {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const environment = readEnvironment();
  logToFile(environment.logFile);
  const store = await openStore(environment);
  const reader = new LogReader(store, nodeIdOf(environment));
  let isStopping = false;
  async function stop(): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), limitMs).unref();
    await reader.stop();
    await closeStore(store);
    await flushLog();
    process.exit(0);
  }
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // Nobody is left who would end this process later.
  process.once("disconnect", stop);
  reader.start();
}

// Said first: where logs cannot be read, mail goes on, and this is tried again.
process.send?.({ ready: true });
start().catch(async (err: unknown) => {
  log.error({ event: "log-reader-ended", err }, err instanceof DomainError ? err.message : "a bug: please report it");
  await flushLog();
  process.exit(1);
});
