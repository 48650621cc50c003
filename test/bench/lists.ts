/**
 * How long each list page asks the database, at every filter, sort, direction and place, with 100,000 accounts in 200 domains and 200,000
 * past sessions: `npm run bench:lists`. Each figure is the best of two runs of the verb behind the page, in milliseconds.
 * `--keep <directory>` leaves the seeded stores there and uses them again.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { migrateAll } from "#server/database/migrate.ts";
import type { Engine } from "#server/database/url.ts";
import { readEnvironment } from "#server/env.ts";
import { seed } from "#server/seed/seed.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { combinations, type Measured } from "./lists/combinations.ts";
import { startPostgres } from "../support/postgres.ts";

const limitMs = 150;
const runs = 2;
const schemas = resolve(import.meta.dirname, "../../prisma");

const { values } = parseArgs({
  options: {
    keep: { type: "string" },
    url: { type: "string" },
    accounts: { type: "string", default: "100000" },
    engine: { type: "string", default: "sqlite,postgresql" },
    only: { type: "string", default: "" },
  },
});

async function openSeeded(engine: Engine, url: string, directory: string): Promise<Store> {
  const environment = readEnvironment({ POPDESK_DATA: directory, POPDESK_DATABASE_URL: url });
  await migrateAll(url, schemas);
  const store = await openStore(environment);
  if ((await store.db.account.count()) > 0) return store;
  const begun = performance.now();
  const order = {
    accounts: Number(values.accounts),
    domains: 200,
    messages: 200_000,
    sessions: 200_000,
    isForced: false,
  };
  await seed(store, order, { kind: "command-line", name: "bench", remoteAddress: null }, () => {});
  console.log(`${engine}: seeded in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await widen(store, engine);
  return store;
}

/** Rows as wide as in use: with a SCRAM verifier, an alias here and there, and a few deleted ones. */
async function widen(store: Store, engine: Engine): Promise<void> {
  const verifier = randomBytes(150).toString("hex");
  const blob = engine === "sqlite" ? `x'${verifier}'` : `'\\x${verifier}'::bytea`;
  await store.db.$executeRawUnsafe(`UPDATE "Account" SET "scramVerifier" = ${blob} WHERE "passwordHash" <> ''`);
  await store.db.$executeRawUnsafe(`INSERT INTO "Alias" ("domainId", "localPart", "address", "accountId", "createdAt")
    SELECT "domainId", 'alias-' || "localPart", 'alias-' || "address", "id", "createdAt" FROM "Account" WHERE "id" % 5 = 0`);
  await store.db.$executeRawUnsafe(engine === "sqlite" ? "ANALYZE" : "VACUUM ANALYZE");
}

/** Of SQLite the processor's time: all of it is this process's, and on a busy machine the clock says little. */
async function measure(store: Store, engine: Engine, run: Measured["run"]): Promise<number> {
  const now = () => {
    const { user, system } = process.cpuUsage();
    return engine === "sqlite" ? (user + system) / 1000 : performance.now();
  };
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const begun = now();
    await run(store);
    times.push(now() - begun);
  }
  return Math.min(...times);
}

const root = values.keep ?? join(tmpdir(), `popdesk-lists-${process.pid}`);
for (const engine of values.engine.split(",") as Engine[]) {
  const directory = join(root, engine);
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const postgres = engine === "postgresql" && values.url === undefined ? await startPostgres() : undefined;
  const url = engine === "sqlite" ? `file:${join(directory, "popdesk.db")}` : (values.url ?? postgres?.url ?? "");
  const store = await openSeeded(engine, url, directory);
  const all = [];
  for (const { name, run } of await combinations(store)) {
    if (!name.includes(values.only)) continue;
    const ms = await measure(store, engine, run);
    all.push({ name, ms });
    console.log(`${engine}  ${ms.toFixed(1).padStart(7)} ms  ${ms > limitMs ? "SLOW " : ""}${name}`);
  }
  const slow = all.filter(({ ms }) => ms > limitMs);
  const sorted = all.map(({ ms }) => ms).sort((a, b) => a - b);
  console.log(
    `${engine}: ${all.length} combinations, median ${sorted[sorted.length >> 1]?.toFixed(1)} ms, slowest ${sorted.at(-1)?.toFixed(1)} ms, ${slow.length} beyond ${limitMs} ms`,
  );
  await closeStore(store);
  await postgres?.stop();
}
if (values.keep === undefined) rmSync(root, { recursive: true, force: true });
process.exit();
