/**
 * What an import of accounts costs, read and applied, on each engine: `node --import tsx test/bench/import.ts --lines 200000`. Each step in a process of its
 * own, so that its memory is its own; half way the applying process is killed, and another goes on. Every line has a hash, as of accounts that
 * move in from another server: hashing passwords is not what is measured.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { applyAccountImport } from "#server/account/import/apply-import.ts";
import { prepareImport } from "#server/account/import/prepare-import.ts";
import { startImport } from "#server/account/import/start-import.ts";
import { migrateAll } from "#server/database/migrate.ts";
import type { Engine } from "#server/database/url.ts";
import { readEnvironment } from "#server/env.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { runTask } from "#server/task/run-task.ts";
import { silenceMs } from "#server/task/schema.ts";
import { startPostgres } from "../support/postgres.ts";

const bench = { kind: "command-line", name: "bench", remoteAddress: null } as const;
const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "200000" },
    engine: { type: "string", default: "sqlite,postgresql" },
    /** What a child does. */
    step: { type: "string" },
  },
});
const fileName = "bench.csv";
const lineCount = Number(values.lines);

function list(): string {
  const hash = "{SSHA256}SoB/54yTLdmZyI1UZM6q1pCSLpyPGXqmqI0aeU9sZX0MF4jvzGZYTQ==";
  const lines = Array.from(
    { length: lineCount },
    (_, index) => `person.${index}@domain${index % 200}.example,Person Number ${index},${hash},500 MB`,
  );
  return ["address,name,hash,quota", ...lines].join("\r\n");
}

async function idOf(store: Store): Promise<number> {
  return (await store.db.task.findFirstOrThrow({ select: { id: true } })).id;
}

/** In a child: one step, and what it cost. */
const steps: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  nothing: async () => {},
  read: async (store) => {
    const octets = readFileSync(join(store.environment.dataDirectory, fileName));
    await prepareImport(store, { octets, fileName }, bench);
  },
  apply: async (store) => {
    const id = await idOf(store);
    const task = await store.db.task.findUniqueOrThrow({ where: { id }, select: { state: true } });
    if (task.state === "draft") await startImport(store, { id, createsDomains: true }, bench);
    if (!(await runTask(store, id, applyAccountImport))) throw new Error("the task is not to be had");
  },
};

async function child(step: string): Promise<void> {
  const store = await openStore(readEnvironment(process.env));
  await store.db.task.count();
  const turns = monitorEventLoopDelay({ resolution: 1 });
  turns.enable();
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await steps[step]?.(store);
  const { user, system } = process.cpuUsage(cpu);
  const figures = {
    seconds: ((performance.now() - begun) / 1000).toFixed(1),
    cpuSeconds: ((user + system) / 1e6).toFixed(1),
    peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    turnMs: { p99: turns.percentile(99) / 1e6, longest: turns.max / 1e6 },
  };
  console.log(`  ${step}: ${JSON.stringify(figures)}`);
  await closeStore(store);
}

/** `killAfterMs`: with SIGKILL. */
function run(step: string, environment: Readonly<Record<string, string>>, killAfterMs?: number): Promise<void> {
  const args = ["--import", "tsx", import.meta.filename, "--step", step, "--lines", String(lineCount)];
  const process_ = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: "inherit" });
  const timer = killAfterMs && setTimeout(() => process_.kill("SIGKILL"), killAfterMs);
  return new Promise((done, failed) => {
    process_.on("exit", (code) => {
      clearTimeout(timer);
      if (code === 0 || killAfterMs) done();
      else failed(new Error(`${step} ended with ${code}`));
    });
  });
}

async function bothHalves(engine: Engine): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "popdesk-import-"));
  writeFileSync(join(directory, fileName), list());
  const postgres = engine === "postgresql" ? await startPostgres() : undefined;
  const url = postgres?.url ?? `file:${join(directory, "popdesk.db")}`;
  const environment = { POPDESK_DATA: directory, POPDESK_DATABASE_URL: url } as const;
  try {
    await migrateAll(url, resolve(import.meta.dirname, "../../prisma"));
    console.log(`${engine}, ${lineCount} lines`);
    await run("nothing", environment);
    await run("read", environment);
    await run("apply", environment, 15_000);
    const store = await openStore(readEnvironment(environment));
    const [created, ended] = [
      await store.db.account.count(),
      await store.db.taskItem.count({ where: { outcome: { not: null } } }),
    ];
    console.log(`  killed: ${created} accounts there, ${ended} lines ended`);
    await new Promise((done) => setTimeout(done, silenceMs));
    await run("apply", environment);
    console.log(`  at the end: ${await store.db.account.count()} accounts`);
    await closeStore(store);
  } finally {
    await postgres?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (values.step) await child(values.step);
else for (const engine of values.engine.split(",")) await bothHalves(engine as Engine);
