import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

/** Kept free of connections, for bodies, the database and the log. */
const reserve = 64;

/** How many files a process may have open. Node has raised its own limit as far as it may; Infinity where the system does not tell. */
function openFileLimit(): number {
  try {
    const [, limit] = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Whether a connection would take a file that is needed to serve the others. Numbers are given from the lowest free one up. */
export class OpenFiles {
  readonly limit = openFileLimit();

  isShort(socket: Socket): boolean {
    const { fd = -1 } = (socket as unknown as { _handle: { fd?: number } | null })._handle ?? {};
    return fd >= this.limit - reserve;
  }
}
