/**
 * What each list page asks of the database, at every filter, sort, direction and place, with 100,000 accounts in 200 domains and a million
 * past sessions; and what the retention simulator takes: `npm run bench:lists`. Each figure is the best of some runs (`--repeats`) of the verb
 * behind the page, in milliseconds: of processors, and by the clock. `--only a|b` measures what has one of these in its name, `--slow` tells of what is beyond alone. `--keep <directory>` leaves the seeded stores there and uses them again.
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { migrateAll } from "#server/database/migrate.ts";
import type { Engine } from "#server/database/url.ts";
import { readEnvironment } from "#server/env.ts";
import { firstListeners } from "#server/listener/first-listeners.ts";
import { seed } from "#server/seed/seed.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { combinations } from "./lists/combinations.ts";
import { type Cost, costOf } from "./lists/cost.ts";
import { fill } from "./lists/fill.ts";
import { fillLogs } from "./lists/fill-logs.ts";
import { moreLists, simulations } from "./lists/more-lists.ts";
import { startPostgres } from "../support/postgres.ts";

const limitMs = 150;
const schemas = resolve(import.meta.dirname, "../../prisma");

const { values } = parseArgs({
  options: {
    keep: { type: "string" },
    url: { type: "string" },
    accounts: { type: "string", default: "100000" },
    messages: { type: "string", default: "200000" },
    sessions: { type: "string", default: "1000000" },
    receipts: { type: "string", default: "10000000" },
    engine: { type: "string", default: "sqlite,postgresql" },
    only: { type: "string", default: "" },
    slow: { type: "boolean", default: false },
    repeats: { type: "string", default: "5" },
  },
});

async function openSeeded(engine: Engine, url: string, directory: string): Promise<Store> {
  const environment = readEnvironment({ POPDESK_DATA: directory, POPDESK_DATABASE_URL: url });
  await migrateAll(url, schemas);
  const store = await openStore(environment);
  if ((await store.db.account.count()) > 0) {
    await fillOnce(store, engine);
    return store;
  }
  await firstListeners(store, { pop3: 110, pop3s: 995, lmtp: 24 });
  const begun = performance.now();
  const order = {
    accounts: Number(values.accounts),
    domains: 200,
    messages: Number(values.messages),
    sessions: Number(values.sessions),
    isForced: false,
  };
  await seed(store, order, { kind: "command-line", name: "bench", remoteAddress: null }, () => {});
  console.log(`${engine}: seeded in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await fill(store, engine, { recoverable: 300_000, failures: 300_000, parts: 100_000, items: 200_000 });
  await fillOnce(store, engine);
  return store;
}

/** What came to this bench later than the stores that were kept. */
async function fillOnce(store: Store, engine: Engine): Promise<void> {
  if ((await store.logs.receipt.findFirst({ select: { id: true } })) !== null) return;
  const begun = performance.now();
  await fillLogs(store, engine, Number(values.receipts));
  console.log(`${engine}: logs filled in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

const least = (costs: readonly Cost[]): Cost => ({
  cpuMs: Math.min(...costs.map(({ cpuMs }) => cpuMs)),
  clockMs: Math.min(...costs.map(({ clockMs }) => clockMs)),
});

const wanted = values.only.split("|");
const isWanted = (name: string) => wanted.some((part) => name.includes(part) || part.startsWith(name));

const root = values.keep ?? join(tmpdir(), `popdesk-lists-${process.pid}`);
for (const engine of values.engine.split(",") as Engine[]) {
  const directory = join(root, engine);
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const postgres = engine === "postgresql" && values.url === undefined ? await startPostgres() : undefined;
  const url = engine === "sqlite" ? `file:${join(directory, "popdesk.db")}` : (values.url ?? postgres?.url ?? "");
  const store = await openSeeded(engine, url, directory);
  const serverPid = engine === "postgresql" ? await serverPidOf(store) : null;
  const all: (Cost & { name: string })[] = [];
  for (const { name, run } of [
    ...simulations(),
    ...(await moreLists(store, isWanted)),
    ...(await combinations(store, isWanted)),
  ]) {
    if (!isWanted(name)) continue;
    const work = () => run(store);
    const costs: Cost[] = [];
    for (let round = 0; round < Number(values.repeats); round += 1) costs.push(await costOf(work, serverPid));
    const cost = least(costs);
    all.push({ name, ...cost });
    const isSlow = cost.cpuMs > limitMs;
    if (isSlow || !values.slow) {
      const figures = `${cost.cpuMs.toFixed(1).padStart(7)} ${cost.clockMs.toFixed(1).padStart(7)} ms`;
      console.log(`${engine} ${figures}  ${isSlow ? "SLOW " : ""}${name}`);
    }
  }
  const slow = all.filter(({ cpuMs }) => cpuMs > limitMs);
  const late = all.filter(({ clockMs }) => clockMs > limitMs);
  const middle = (of: "cpuMs" | "clockMs") => all.map((each) => each[of]).sort((a, b) => a - b)[all.length >> 1] ?? 0;
  const most = (of: "cpuMs" | "clockMs") => Math.max(...all.map((each) => each[of]));
  console.log(
    `${engine}: ${all.length} combinations; of processors median ${middle("cpuMs").toFixed(1)} ms, slowest ${most("cpuMs").toFixed(1)} ms, ${slow.length} beyond ${limitMs} ms; by the clock ${middle("clockMs").toFixed(1)}, ${most("clockMs").toFixed(1)}, ${late.length}`,
  );
  await closeStore(store);
  await postgres?.stop();
}
if (values.keep === undefined) rmSync(root, { recursive: true, force: true });
process.exit();

/** Null where the server is not on this machine, or who asks may not see. */
async function serverPidOf(store: Store): Promise<number | null> {
  const [row] = await store.db.$queryRawUnsafe<{ file: string | null }[]>(
    `SELECT pg_read_file('postmaster.pid', true) AS "file"`,
  );
  const pid = Number(row?.file?.split("\n")[0]);
  return existsSync(`/proc/${pid}/stat`) ? pid : null;
}
