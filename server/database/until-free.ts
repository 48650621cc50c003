import { setTimeout as wait } from "node:timers/promises";
import { busyLimitMs } from "./limits.ts";

/** Runs until another process lets go of the file: 1, 2, 4, 8, 8 … ms with jitter, ten seconds at most. */
export async function untilFree<T>(run: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 8)) {
    try {
      return await run();
    } catch (error) {
      if (!isBusy(error) || performance.now() - startedAt > busyLimitMs) throw error;
    }
    await wait(pauseMs * (0.5 + Math.random()));
  }
}

/** Whether SQLite, or Prisma's adapter for it, says that another connection has the file. */
export function isBusy(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { kind?: unknown } };
  return cause?.kind === "SocketTimeout" || (typeof code === "string" && code.startsWith("SQLITE_BUSY"));
}
