import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import type { Clock } from "../clock.ts";
import type { WriterState } from "./schema.ts";

/** Jiffies a second, as Linux tells them to every program whatever its own are. */
const ticksPerSecond = 100;
/** A process younger than its lock file by more than this is not the one that wrote it. */
const slackMs = 10_000;
/** Larger is no process number on any system. */
const largestPid = 2 ** 31 - 1;

export interface Writer {
  readonly pid: number | null;
  readonly state: WriterState;
  readonly program: string | null;
  readonly startedAt: Date | null;
}

/**
 * Who wrote a lock file and whether that process lives, from what stands in the file: its number, as most programs write it, or
 * `number:host` (Dovecot). `writtenAtMs`: of the file.
 */
export async function writerOf(content: string, writtenAtMs: number, clock: Clock): Promise<Writer> {
  const [, digits = "", host = ""] = /^\s*(\d{1,10})(?::([^\s:]+))?/.exec(content) ?? [];
  const pid = Number(digits);
  if (digits === "" || pid === 0 || pid > largestPid) return { ...nobody, pid: null, state: "unknown" };
  if (host !== "" && host !== hostname()) return { ...nobody, pid, state: "elsewhere" };
  if (!isProcess(pid)) return { ...nobody, pid, state: "dead" };
  const startedAt = await startOf(pid, clock);
  const isYounger = startedAt !== null && startedAt.getTime() > writtenAtMs + slackMs;
  return { pid, state: isYounger ? "reused" : "alive", program: await programOf(pid), startedAt };
}

const nobody = { program: null, startedAt: null } as const;

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Null where the system does not tell: not Linux, or hidden from this user. By how long it runs, so that a clock set meanwhile does no harm to it. */
async function startOf(pid: number, clock: Clock): Promise<Date | null> {
  try {
    const [stat, uptime] = await Promise.all([readFile(`/proc/${pid}/stat`, "utf8"), readFile("/proc/uptime", "utf8")]);
    // The name, in brackets, may hold anything; field 22 is the start in ticks since the machine began.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ageSeconds = Number.parseFloat(uptime) - Number(fields[19]) / ticksPerSecond;
    return Number.isFinite(ageSeconds) ? new Date(clock.now().getTime() - ageSeconds * 1000) : null;
  } catch {
    return null;
  }
}

async function programOf(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
  } catch {
    return null;
  }
}
