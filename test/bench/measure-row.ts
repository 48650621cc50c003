import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Load, LoadGenerator } from "./load.ts";
import { type Sizes, writeMessageFile } from "./messages.ts";
import { cpuSeconds } from "./process-tree.ts";
import type { Bench, Effort, Measured, Rates, Row } from "./rows/row.ts";
import type { MailServer } from "./servers/mail-server.ts";

export interface RowResult {
  readonly row: Row;
  /** When the first round began, microseconds of the monotonic clock. */
  readonly beganUs: number;
  /** By the server's name: every round, and what they come to. */
  readonly servers: Readonly<Record<string, { readonly rounds: readonly Measured[]; readonly summary: Measured }>>;
}

/** What a server still writes after the last answer (session rows, its log) is counted with what it belongs to. */
const settleMs = 300;
const filedMessages = 400;

/** The servers take turns, round by round, so that a slow minute of the machine meets all of them. */
export async function measureRow(
  row: Row,
  servers: readonly MailServer[],
  generator: LoadGenerator,
  directory: string,
  effort: Effort,
  say: (text: string) => void,
): Promise<RowResult> {
  const rounds = row.rounds?.(effort) ?? effort.rounds;
  const gathered = new Map<string, Measured[]>(servers.map(({ name }) => [name, []]));
  for (const server of servers) {
    say(`${row.name}: preparing ${server.name}`);
    await row.prepare(server, benchFor(server, 0));
  }
  const beganUs = Number(process.hrtime.bigint() / 1_000n);
  for (let round = 0; round < rounds; round += 1) {
    // Who is second finds caches of the kernel warmed by the first; so they change places.
    const order = round % 2 === 0 ? servers : [...servers].reverse();
    for (const server of order) {
      say(`${row.name}: round ${round + 1} of ${rounds}, ${server.name}`);
      gathered.get(server.name)?.push(await row.round(server, benchFor(server, round)));
    }
  }
  const summary = row.summary ?? medians;
  const results = [...gathered].map(([name, measured]) => [name, { rounds: measured, summary: summary(measured) }]);
  return { row, beganUs, servers: Object.fromEntries(results) };

  function benchFor(server: MailServer, round: number): Bench {
    const own = join(directory, server.name);
    mkdirSync(own, { recursive: true });
    return {
      ...effort,
      round,
      directory: own,
      run: (load) => generator.run(load),
      begin: (load) => generator.begin(load),
      measure: (measured, load, unitsEach = 1) => measureLoad(generator, measured, load, unitsEach),
      messageFile: (sizes) => messageFile(directory, sizes),
    };
  }
}

async function measureLoad(
  generator: LoadGenerator,
  server: MailServer,
  load: Load,
  unitsEach: number,
): Promise<Rates> {
  const before = cpuSeconds(server.pid);
  const result = await generator.run(load);
  await wait(settleMs);
  const used = cpuSeconds(server.pid) - before;
  const units = result.units * unitsEach;
  if (units === 0) throw new Error("the generator finished no unit");
  return {
    ...result,
    rate: units / result.seconds,
    cpuUs: (used * 1e6) / units,
    generatorShare: result.generatorCpuSeconds / result.seconds,
  };
}

function messageFile(directory: string, sizes: Sizes): string {
  const path = join(directory, `messages-${sizes}`);
  if (!existsSync(path)) writeMessageFile(path, filedMessages, sizes);
  return path;
}

/** The median of each figure by itself. */
export function medians(rounds: readonly Measured[]): Measured {
  const keys = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map((round) => round[key] ?? Number.NaN))]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2;
}
