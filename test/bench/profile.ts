import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const most = 30;
/** A process that did next to nothing, such as the primary, is left out. */
const leastBusySeconds = 0.5;

/** Where the processes of Popdesk spent their time, by the functions themselves without what they call. Written at their exit. */
export function topFunctions(directory: string): string {
  const profiles = readdirSync(directory).filter((name) => name.endsWith(".cpuprofile"));
  return profiles.map((name) => describe(name, JSON.parse(readFileSync(join(directory, name), "utf8")))).join("\n");
}

function describe(name: string, { nodes, samples, timeDeltas }: Profile): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const microseconds = new Map<string, number>();
  let idle = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const spent = timeDeltas[index] ?? 0;
    if (frame === undefined || frame.functionName === "(idle)") {
      idle += spent;
      continue;
    }
    const place = frame.url === "" ? "" : `  ${frame.url.split("/").slice(-2).join("/")}:${frame.lineNumber + 1}`;
    const label = `${frame.functionName || "(anonymous)"}${place}`;
    microseconds.set(label, (microseconds.get(label) ?? 0) + spent);
  }
  const busy = [...microseconds.values()].reduce((sum, spent) => sum + spent, 0);
  if (busy < leastBusySeconds * 1e6) return "";
  const top = [...microseconds].sort(([, a], [, b]) => b - a).slice(0, most);
  const lines = top.map(([label, spent]) => `  ${((100 * spent) / busy).toFixed(1).padStart(5)} %  ${label}`);
  return [`${name}: busy ${(busy / 1e6).toFixed(1)} s, idle ${(idle / 1e6).toFixed(1)} s`, ...lines, ""].join("\n");
}
