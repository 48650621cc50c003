import pino from "pino";

export type Logger = pino.Logger;

const asked = process.env.POPDESK_LOG_LEVEL;

/**
 * One JSON line per event on standard error, where a service manager collects it. Written without waiting: a reader that is slow
 * must not stop the mail. The level is read here because the log speaks before the environment was checked.
 */
const root = pino(
  {
    level: asked !== undefined && asked in pino.levels.values ? asked : "info",
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
  },
  pino.destination({ dest: 2, sync: false }),
);

/** `name`: the part of the product that speaks, e.g. "pop3". Errors go in as `{ err }`, never a secret, never a message's text. */
export function logger(name: string): Logger {
  return root.child({ name });
}

/** Resolves when everything said so far has left this process; for the moment before an exit. */
export function flushLog(): Promise<void> {
  return new Promise((resolve) => root.flush(() => resolve()));
}
