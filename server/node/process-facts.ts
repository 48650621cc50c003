import { readdir, readFile } from "node:fs/promises";

/** What the system says of a process; null where it does not tell (another system than Linux, another user's process). */
export interface ProcessFacts {
  readonly pid: number;
  /** Files and sockets it has open. */
  readonly openFiles: number | null;
  /** Null too where there is no limit. */
  readonly openFileLimit: number | null;
  /** Memory in RAM. */
  readonly residentOctets: number | null;
}

export async function processFacts(pid: number): Promise<ProcessFacts> {
  const [descriptors, limits, status] = await Promise.all([
    readdir(`/proc/${pid}/fd`).catch(unreadable),
    readFile(`/proc/${pid}/limits`, "utf8").catch(unreadable),
    readFile(`/proc/${pid}/status`, "utf8").catch(unreadable),
  ]);
  return {
    pid,
    openFiles: descriptors?.length ?? null,
    openFileLimit: numberIn(limits, /^Max open files +(\d+)/m),
    residentOctets: kilobytes(numberIn(status, /^VmRSS:\s+(\d+) kB/m)),
  };
}

/** Of the kernel the process runs on, e.g. "net/ipv4/tcp_rmem"; null where it does not tell. */
export async function kernelSetting(name: string): Promise<string | null> {
  const text = await readFile(`/proc/sys/${name}`, "utf8").catch(unreadable);
  return text === null ? null : text.trim().replace(/\s+/g, " ");
}

function unreadable(error: NodeJS.ErrnoException): null {
  if (["ENOENT", "EACCES", "EPERM", "ESRCH"].includes(error.code ?? "")) return null;
  throw error;
}

function numberIn(text: string | null, pattern: RegExp): number | null {
  const [, found] = (text === null ? null : pattern.exec(text)) ?? [];
  return found === undefined ? null : Number(found);
}

function kilobytes(count: number | null): number | null {
  return count === null ? null : count * 1024;
}
