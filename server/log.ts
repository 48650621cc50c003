import pino from "pino";
import type { LogLevel } from "./log-event/events.ts";
import type { FactsAt } from "./log-event/facts.ts";
import { LogFile, type LogFileOptions } from "./log-file/log-file.ts";

/** What can be said: events of the table server/log-event/events.ts at their levels, with their fields. `text`: the same for a person. */
export type Logger = { readonly [Level in LogLevel]: (facts: FactsAt<Level>, text: string) => void };

const asked = process.env.POPDESK_LOG_LEVEL;

/** Lines wait this long, or until so many octets are waiting: a write for each line would cost more than the line. */
const waitMs = 100;
const waitingOctets = 8 * 1024;

/** Written without waiting: a reader that is slow must not stop the mail. What waits at an exit is written then. */
const written = pino.destination({ dest: 2, sync: false, minLength: waitingOctets });
const warn = pino.levels.values.warn ?? 0;
let isFlushDue = false;
/** Beside standard error, where one is wanted. */
let file: LogFile | null = null;

const lines = {
  [pino.symbols.needsMetadataGsym]: true as const,
  /** Set by pino before each line. */
  lastLevel: 0,
  write(line: string) {
    written.write(line);
    file?.add(line);
    if (this.lastLevel >= warn) flush();
    else if (!isFlushDue) flushLater();
  },
};

function flushLater(): void {
  isFlushDue = true;
  setTimeout(() => {
    isFlushDue = false;
    flush();
  }, waitMs).unref();
}

function flush(): void {
  written.flush();
  void file?.flush();
}

/**
 * One JSON line per event on standard error, where a service manager collects it; warnings and worse at once. The level is read here
 * because the log speaks before the environment was checked.
 */
const root = pino(
  {
    level: asked !== undefined && asked in pino.levels.values ? asked : "info",
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
  },
  lines,
);

/** `name`: the part of the product that speaks, e.g. "pop3". Never a secret, never a message's text. */
export function logger(name: string): Logger {
  return root.child({ name });
}

/** Resolves when everything said so far has left this process; for the moment before an exit. */
export function flushLog(): Promise<void> {
  return Promise.all([new Promise<void>((resolve) => written.flush(() => resolve())), file?.flush()]).then(() => {});
}

/** From now on the log goes to a file as well: asked for by the daemon, its workers and the console, once each. */
export function logToFile(wanted: Omit<LogFileOptions, "onTrouble"> | null): void {
  if (wanted === null || file !== null) return;
  const { path } = wanted;
  const own = logger("log");
  const onTrouble: LogFileOptions["onTrouble"] = (code, dropped) =>
    own.warn(
      { event: "log-not-written", path, code, dropped },
      code === null
        ? "the log's file takes lines again; those in between are lost there"
        : "the log's file takes no lines",
    );
  const opened = new LogFile({ ...wanted, onTrouble });
  process.once("exit", () => opened.flushSync());
  file = opened;
}
