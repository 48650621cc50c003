/**
 * What traces of sessions cost: `node --import tsx test/bench/traces.ts`; with `--setting recordsMetrics` what counting costs. Sign-ins (USER PASS STAT QUIT)
 * by 16 clients on one daemon, with it and without in turns, first one and then the other first, so that whatever else the machine does meets both.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Actor } from "#server/audit/append-audit.ts";
import { readEnvironment } from "#server/env.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore } from "#server/store.ts";
import { buildGenerator } from "./generator/build.ts";
import { LoadGenerator } from "./load.ts";
import { cpuSeconds } from "./process-tree.ts";
import { signInScript } from "./rows/sign-in.ts";
import { makeCertificate } from "./servers/certificate.ts";
import { Popdesk } from "./servers/popdesk.ts";

const actor: Actor = { kind: "command-line", name: "bench", remoteAddress: null };
const accounts = 96;
/** The daemon obeys in under a second. */
const obeyedMs = 1_500;

const { values } = parseArgs({
  options: { setting: { type: "string" }, rounds: { type: "string" }, seconds: { type: "string" } },
});
const setting = values.setting === "recordsMetrics" ? "recordsMetrics" : "recordsTraces";
const [rounds, seconds] = [Number(values.rounds ?? 10), Number(values.seconds ?? 4)];

interface Measured {
  readonly rate: number;
  readonly cpuUs: number;
}

const directory = mkdtempSync(join(tmpdir(), "popdesk-bench-"));
const load = new LoadGenerator(buildGenerator(), directory);
const popdesk = new Popdesk({ directory, certificate: makeCertificate(), workers: 1, bodyStore: "segments" });
try {
  await popdesk.install();
  await popdesk.addAccounts(accounts, "plain");
  await popdesk.fill({ accounts, messages: 10, sizes: 2_048 });
  await popdesk.start();
  const store = await openStore(readEnvironment({ POPDESK_DATA: join(directory, "data") }));
  const script = { port: popdesk.ports.pop3, script: signInScript, accounts, connections: 16 };
  for (let turn = 0; turn < 3; turn += 1) await load.run({ ...script, order: "each-once" });

  const measure = async (isOn: boolean): Promise<Measured> => {
    await changeSettings(store, { [setting]: isOn }, actor);
    await wait(obeyedMs);
    const before = cpuSeconds(popdesk.pid);
    const { units, seconds: took } = await load.run({ ...script, seconds });
    // What is written behind belongs to it.
    await wait(obeyedMs);
    return { rate: units / took, cpuUs: ((cpuSeconds(popdesk.pid) - before) * 1e6) / units };
  };

  const pairs: { on: Measured; off: Measured }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const isOnFirst = round % 2 === 0;
    const first = await measure(isOnFirst);
    const second = await measure(!isOnFirst);
    const pair = isOnFirst ? { on: first, off: second } : { on: second, off: first };
    pairs.push(pair);
    console.log(
      `${round + 1}: with ${text(pair.on)}; without ${text(pair.off)}; processor ${percent(pair.on.cpuUs / pair.off.cpuUs)}`,
    );
  }
  const ratioOf = (of: (measured: Measured) => number) => median(pairs.map(({ on, off }) => of(on) / of(off)));
  console.log(
    `median of ${rounds} pairs: sessions/s ${percent(ratioOf(({ rate }) => rate))}, processor ${percent(ratioOf(({ cpuUs }) => cpuUs))}`,
  );
  await closeStore(store);
} finally {
  await popdesk.stop();
  rmSync(directory, { recursive: true, force: true });
}

function text({ rate, cpuUs }: Measured): string {
  return `${rate.toFixed(0)} sessions/s at ${cpuUs.toFixed(0)} µs`;
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? "+" : "−"}${(Math.abs(ratio - 1) * 100).toFixed(1)} %`;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
