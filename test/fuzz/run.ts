import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { daemonTarget } from "./daemon/target.ts";
import { describeFinding } from "./finding.ts";
import type { Target } from "./target.ts";
import { targets } from "./targets/index.ts";
import { closeDatabase } from "./targets/pop3-on-database.ts";

/**
 * The long run: every target in turn, a few seconds each, until the time is over. Ends with 1 where something was found.
 *
 *   npm run fuzz -- --minutes 60
 *   npm run fuzz -- --target "POP3 session" --seed 12 --path 3:0:1      one finding again
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    target: { type: "string", default: "" },
    seed: { type: "string" },
    path: { type: "string" },
    findings: { type: "string", default: "fuzz-findings" },
  },
});

const usualTurnMs = 2_000;
const progressMs = 10_000;
/** To make a finding smaller. */
const shrinkMs = 120_000;

interface Tally {
  readonly target: Target;
  tried: number;
  isFound: boolean;
}

const startedAt = performance.now();
const endsAt = startedAt + Number(values.minutes) * 60_000;
const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const tallies: Tally[] = [...targets, daemonTarget]
  .filter(({ name }) => name.includes(values.target))
  .map((target) => ({ target, tried: 0, isFound: false }));
let current = "";
let stop = false;
process.once("SIGINT", () => {
  stop = true;
});

if (tallies.length === 0) throw new Error(`no target has "${values.target}" in its name`);
process.exitCode = values.path === undefined ? await runForLong() : await repeat(values.path);
await daemonTarget.close();
await closeDatabase();

async function repeat(path: string): Promise<number> {
  for (const { target } of tallies) {
    const { finding } = await target.check({ seed: firstSeed, runs: 1, path, limitMs: shrinkMs });
    console.log(finding === null ? `holds: ${target.name}` : describeFinding(target.name, finding));
    if (finding !== null) return 1;
  }
  return 0;
}

async function runForLong(): Promise<number> {
  console.log(`${tallies.length} targets, ${values.minutes} minutes, first seed ${firstSeed}`);
  const progress = setInterval(() => console.log(describeProgress()), progressMs);
  for (let seed = firstSeed; !isOver(); seed = (seed + 1) | 0) {
    for (const tally of tallies) {
      if (!isOver() && !tally.isFound) await takeTurn(tally, seed);
      await nextTurn(); // most targets never leave theirs, and timers wait
    }
    if (tallies.every(({ isFound }) => isFound)) break;
  }
  clearInterval(progress);
  for (const { target, tried, isFound } of tallies) {
    console.log(`${String(tried).padStart(12)}  ${isFound ? "FOUND " : "holds "} ${target.name}`);
  }
  console.log(describeProgress());
  return tallies.some(({ isFound }) => isFound) ? 1 : 0;
}

function isOver(): boolean {
  return stop || performance.now() >= endsAt;
}

async function takeTurn(tally: Tally, seed: number): Promise<void> {
  const { target } = tally;
  current = target.name;
  const limitMs = Math.max(1, Math.min(target.turnMs ?? usualTurnMs, endsAt - performance.now()));
  const { tried, finding } = await target.check({ seed, runs: Number.MAX_SAFE_INTEGER, limitMs });
  tally.tried += tried;
  if (finding === null) return;
  tally.isFound = true;
  // The turn may have ended before the input was as small as it gets.
  const smaller = await target.check({ seed, path: finding.path, runs: 1, limitMs: shrinkMs });
  const text = describeFinding(target.name, smaller.finding ?? finding);
  console.log(text);
  await mkdir(values.findings, { recursive: true });
  const file = `${target.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)}-${seed}.txt`;
  await writeFile(join(values.findings, file), `${text}\n`);
}

function describeProgress(): string {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const tried = tallies.reduce((sum, each) => sum + each.tried, 0);
  const found = tallies.filter(({ isFound }) => isFound).length;
  return `${seconds} s, ${tried} inputs tried, ${found} findings; at: ${current}`;
}
