import { readdirSync, readFileSync } from "node:fs";

export interface Cost {
  /** Milliseconds by the clock. */
  readonly clockMs: number;
  /** Of processors: this process, and PostgreSQL's that serve it. What a parallel worker of a query took is not in it. */
  readonly cpuMs: number;
}

/** `serverPid`: PostgreSQL's own, whose processes are counted too. */
export async function costOf(work: () => Promise<unknown>, serverPid: number | null): Promise<Cost> {
  const before = cpuNow(serverPid);
  const began = performance.now();
  await work();
  return { clockMs: performance.now() - began, cpuMs: cpuNow(serverPid) - before };
}

function cpuNow(serverPid: number | null): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + (serverPid === null ? 0 : cpuOfChildren(serverPid));
}

/** From the scheduler, in nanoseconds there: ticks of ten milliseconds would be too coarse. */
function cpuOfChildren(parent: number): number {
  let sum = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
      if (Number(after.split(" ")[1]) !== parent) continue;
      sum += Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
    } catch (error) {
      // It has ended meanwhile.
      if (!["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  return sum;
}
