import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
  /** Of the monotonic clock, microseconds. */
  readonly startTime: number;
}

interface Spent {
  readonly name: string;
  readonly busyUs: number;
  readonly idleUs: number;
  /** By function, itself without what it calls. */
  readonly byFunction: ReadonlyMap<string, number>;
}

const most = 30;
/** A process that did next to nothing, such as the primary, is left out. */
const leastBusyUs = 200_000;

/** Where the processes and threads of Popdesk spent their time since `sinceUs` of the monotonic clock, the busiest first. Written at their exit. */
export function topFunctions(directory: string, sinceUs: number): string {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".cpuprofile"))
    .map((name) => add(name, JSON.parse(readFileSync(join(directory, name), "utf8")), sinceUs))
    .filter(({ busyUs }) => busyUs >= leastBusyUs)
    .sort((a, b) => b.busyUs - a.busyUs)
    .map(describe)
    .join("\n");
}

function add(name: string, { nodes, samples, timeDeltas, startTime }: Profile, sinceUs: number): Spent {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byFunction = new Map<string, number>();
  let [busyUs, idleUs, atUs] = [0, 0, startTime];
  for (const [index, id] of samples.entries()) {
    const spent = timeDeltas[index] ?? 0;
    atUs += spent;
    if (atUs < sinceUs) continue;
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === "(idle)") {
      idleUs += spent;
      continue;
    }
    const place = frame.url === "" ? "" : `  ${frame.url.split("/").slice(-2).join("/")}:${frame.lineNumber + 1}`;
    const label = `${frame.functionName || "(anonymous)"}${place}`;
    byFunction.set(label, (byFunction.get(label) ?? 0) + spent);
    busyUs += spent;
  }
  return { name, busyUs, idleUs, byFunction };
}

function describe({ name, busyUs, idleUs, byFunction }: Spent): string {
  const top = [...byFunction].sort(([, a], [, b]) => b - a).slice(0, most);
  const lines = top.map(([label, spent]) => `  ${((100 * spent) / busyUs).toFixed(1).padStart(5)} %  ${label}`);
  return [`${name}: busy ${(busyUs / 1e6).toFixed(1)} s, idle ${(idleUs / 1e6).toFixed(1)} s`, ...lines, ""].join("\n");
}
