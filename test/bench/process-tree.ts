import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ: what the kernel counts in, on every Linux of today. */
const ticksPerSecond = 100;

/** CPU seconds that a process and all it has started have used so far, those that have ended included. */
export function cpuSeconds(root: number): number {
  let ticks = 0;
  for (const pid of treeOf(root)) ticks += readStat(pid)?.ticks ?? 0;
  return ticks / ticksPerSecond;
}

/** Octets of memory of a process and all it has started, what they share counted once (proportional set size). */
export function memoryOctets(root: number): number {
  let kibibytes = 0;
  for (const pid of treeOf(root)) {
    const rollup = readOrNull(`/proc/${pid}/smaps_rollup`);
    kibibytes += Number(/^Pss:\s+(\d+) kB$/m.exec(rollup ?? "")?.[1] ?? 0);
  }
  return kibibytes * 1024;
}

/** Files and sockets that a process and all it has started have open. */
export function openFiles(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + namesIn(`/proc/${pid}/fd`).length, 0);
}

export function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const parent = readStat(pid)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** proc_pid_stat(5); the program's name in parentheses may hold anything. Null for a process that is gone. */
function readStat(pid: number): { parent: number; ticks: number } | null {
  const text = readOrNull(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number) as [number, number, number, number];
  return { parent: Number(fields[1]), ticks: utime + stime + cutime + cstime };
}

/** Empty where the process is gone. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
