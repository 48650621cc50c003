/**
 * What an import of accounts costs, read and applied, on each engine: `node --import tsx test/bench/import.ts --lines 200000`. Each step in a process of its
 * own, so that its memory is its own. At a third the applying process is killed, and another goes on; at two thirds the task is cancelled, and
 * continued. Every line has a hash, as of accounts that move in from another server: hashing passwords is not what is measured.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { applyAccountImport } from "#server/account/import/apply-import.ts";
import { prepareImport } from "#server/account/import/prepare-import.ts";
import { startImport } from "#server/account/import/start-import.ts";
import { migrateAll } from "#server/database/migrate.ts";
import type { Engine } from "#server/database/url.ts";
import { readEnvironment } from "#server/env.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { continueTask } from "#server/task/continue-task.ts";
import { runTask } from "#server/task/run-task.ts";
import { silenceMs } from "#server/task/schema.ts";
import { eventually } from "../support/eventually.ts";
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

/**
 * How long the event loop lets nobody else in, by this process's time on a processor (its collecting and compiling threads included), so that
 * waiting for one on a busy machine does not count.
 */
function watchTurns(): () => Readonly<Record<"median" | "p99" | "longest", number>> {
  const turns: number[] = [];
  let before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    turns.push((user + system) / 1000);
  }, 1);
  return () => {
    clearInterval(timer);
    turns.sort((one, other) => one - other);
    const at = (share: number) => Number((turns[Math.floor((turns.length - 1) * share)] ?? 0).toFixed(1));
    return { median: at(0.5), p99: at(0.99), longest: at(1) };
  };
}

async function child(step: string): Promise<void> {
  const store = await openStore(readEnvironment(process.env));
  await store.db.task.count();
  const turns = watchTurns();
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await steps[step]?.(store);
  const { user, system } = process.cpuUsage(cpu);
  const figures = {
    seconds: ((performance.now() - begun) / 1000).toFixed(1),
    cpuSeconds: ((user + system) / 1e6).toFixed(1),
    peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    turnMs: turns(),
  };
  console.log(`  ${step}: ${JSON.stringify(figures)}`);
  await closeStore(store);
}

/** `meanwhile` may end it with SIGKILL. */
async function run(
  step: string,
  environment: Readonly<Record<string, string>>,
  meanwhile?: (kill: () => void) => Promise<void>,
): Promise<void> {
  const args = ["--import", "tsx", import.meta.filename, "--step", step, "--lines", String(lineCount)];
  const process_ = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: "inherit" });
  let isKilled = false;
  const exited = once(process_, "exit");
  await meanwhile?.(() => {
    isKilled = process_.kill("SIGKILL");
  });
  const [code] = await exited;
  if (code !== 0 && !isKilled) throw new Error(`${step} ended with ${code}`);
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
    const store = await openStore(readEnvironment(environment));
    const count = async (what: string) => {
      const created = await store.db.account.count();
      const [items, secrets] = [{ outcome: { not: null } }, { secret: { not: null } }];
      const [ended, waiting] = [
        await store.db.taskItem.count({ where: items }),
        await store.db.taskItem.count({ where: secrets }),
      ];
      console.log(`  ${what}: ${created} accounts there, ${ended} lines ended, ${waiting} secrets wait`);
    };
    const until = (share: number) =>
      eventually(async () => (await store.db.account.count()) >= lineCount * share, 3_600_000);
    await run("apply", environment, async (kill) => {
      await until(1 / 3);
      kill();
    });
    await count("killed");
    await new Promise((done) => setTimeout(done, silenceMs));
    await run("apply", environment, async () => {
      await until(2 / 3);
      await cancelTask(store, { id: await idOf(store) }, bench);
    });
    await count("cancelled");
    await continueTask(store, { id: await idOf(store) }, bench);
    await run("apply", environment);
    await count("at the end");
    await closeStore(store);
  } finally {
    await postgres?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (values.step) await child(values.step);
else for (const engine of values.engine.split(",")) await bothHalves(engine as Engine);
