/**
 * npm run bench:logs-stored [-- --lines 10000000 --engine sqlite,postgresql]: how fast lines of mail logs are read and stored, as `popdesk logs import` does it, and how long the log
 * page's questions take when so many are there. Each question three times, by the clock, the best; each of another value, so that nothing is
 * there from the question before. `--keep <directory>` leaves the stores there and asks them again.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { migrateAll } from "#server/database/migrate.ts";
import type { Engine } from "#server/database/url.ts";
import { readEnvironment } from "#server/env.ts";
import { entryQuery } from "#server/log-entry/entry-words.ts";
import { importFile } from "#server/log-reader/import-file.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { startPostgres } from "../support/postgres.ts";
import { makeLog } from "./logs/make-log.ts";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "10000000" },
    engine: { type: "string", default: "sqlite,postgresql" },
    keep: { type: "string" },
  },
});
const octetsPerLine = 128;
const actor = { kind: "command-line", name: "bench", remoteAddress: null } as const;
const fields = ["account", "remoteIp", "queueId", "sessionId", "messageId", "event", "service", "result"] as const;
const texts = [
  "postfix",
  "connect from",
  '"lost connection"',
  "status=sent",
  "192.0.2.7",
  "nothingofthekind",
  "example.org timeout",
];

const directory = values.keep ?? mkdtempSync(join(tmpdir(), "popdesk-bench-stored-"));
mkdirSync(directory, { recursive: true });
try {
  for (const engine of values.engine.split(",") as Engine[]) await benchOf(engine);
} finally {
  if (values.keep === undefined) rmSync(directory, { recursive: true, force: true });
}

async function benchOf(engine: Engine): Promise<void> {
  const data = join(directory, engine);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const postgres = engine === "postgresql" ? await startPostgres() : null;
  const url = postgres?.url ?? `file:${join(data, "popdesk.db")}`;
  await migrateAll(url, resolve(import.meta.dirname, "../../prisma"));
  const store = await openStore(readEnvironment({ POPDESK_DATA: data, POPDESK_DATABASE_URL: url }));
  try {
    await changeSettings(store, { mailLogDays: null, mailLogMegabytes: null }, actor);
    if ((await store.logs.logEntry.findFirst({ select: { id: true } })) === null) await fill(store, engine);
    if (engine === "postgresql") await store.logs.$executeRawUnsafe('ANALYZE "LogEntry"');
    await ask(store, engine);
  } finally {
    await closeStore(store);
    await postgres?.stop();
  }
}

async function fill(store: Store, engine: Engine): Promise<void> {
  const path = join(directory, "mail.log");
  if (!existsSync(path)) makeLog(path, Number(values.lines) * octetsPerLine);
  const now = new Date();
  utimesSync(path, now, now);
  const before = process.cpuUsage();
  const begun = performance.now();
  const said = { at: 0 };
  const { lineCount } = await importFile(store, path, {
    zone: "UTC",
    referenceMs: undefined,
    signal: new AbortController().signal,
    onProgress: (octets) => {
      const tenth = Math.floor((octets * 10) / statSync(path).size);
      if (tenth === said.at) return;
      said.at = tenth;
      const peak = `${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`;
      console.log(`${engine}: ${tenth}0 % after ${((performance.now() - begun) / 1000).toFixed(0)} s, ${peak}`);
    },
  });
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - begun) / 1000;
  const cpu = (user + system) / 1e6;
  const rate = (time: number) => Math.round(lineCount / time).toLocaleString("en");
  console.log(
    `${engine}: ${lineCount} lines in ${seconds.toFixed(0)} s, ${cpu.toFixed(0)} s of this process: ${rate(seconds)} and ${rate(cpu)} lines/s`,
  );
  const size =
    engine === "sqlite"
      ? statSync(join(store.environment.dataDirectory, "popdesk-logs.db")).size
      : Number(
          ((await store.logs.$queryRawUnsafe(`SELECT pg_total_relation_size('"LogEntry"') AS n`)) as { n: bigint }[])[0]
            ?.n,
        );
  console.log(`${engine}: ${(size / 1e9).toFixed(2)} GB for ${(statSync(path).size / 1e9).toFixed(2)} GB of lines`);
}

async function ask(store: Store, engine: Engine): Promise<void> {
  const sample = await store.logs.logEntry.findMany({ orderBy: { id: "desc" }, skip: 30_000, take: 3_000 });
  await timed(
    "first page",
    engine,
    [0, 1, 2].map((skip) => () => query(store, `"id" > ${skip}`, [])),
  );
  for (const field of fields) {
    const found = [...new Set(sample.map((row) => row[field]).filter((value) => value !== null))].slice(0, 3);
    await timed(
      field,
      engine,
      found.map((value) => () => query(store, `"${field}" = ${parameter(engine, 1)}`, [value])),
    );
  }
  await timed("account nobody has", engine, [
    () => query(store, `"account" = ${parameter(engine, 1)}`, ["nobody@nowhere"]),
  ]);
  for (const text of texts)
    await timed(
      `text ${text}`,
      engine,
      [0, 1, 2].map(() => () => search(store, engine, text)),
    );
}

function parameter(engine: Engine, index: number): string {
  return engine === "sqlite" ? "?" : `$${index}`;
}

function query(store: Store, where: string, values: unknown[]): Promise<unknown[]> {
  return store.logs.$queryRawUnsafe(`SELECT * FROM "LogEntry" WHERE ${where} ORDER BY "id" DESC LIMIT 50`, ...values);
}

function search(store: Store, engine: Engine, text: string): Promise<unknown[]> {
  const wanted = entryQuery(text);
  if (wanted === null) throw new Error(`${text} is no word`);
  const { contains } = wanted;
  if (engine === "sqlite") {
    const more = contains.map(() => ` AND instr(lower(e."raw"), ?) > 0`).join("");
    return store.logs.$queryRawUnsafe(
      `SELECT e.* FROM "LogEntryWords" AS w CROSS JOIN "LogEntry" AS e ON e."id" = w.rowid
       WHERE "LogEntryWords" MATCH ?${more} ORDER BY w.rowid DESC LIMIT 50`.replace(
        '"LogEntryWords" MATCH',
        'w."LogEntryWords" MATCH',
      ),
      wanted.sqlite,
      ...contains,
    );
  }
  const more = contains.map((_, at) => ` AND strpos(lower("raw"), $${at + 2}) > 0`).join("");
  return query(store, `array_to_tsvector(string_to_array("words", ' ')) @@ CAST($1 AS tsquery)${more}`, [
    wanted.postgresql,
    ...contains,
  ]);
}

async function timed(what: string, engine: Engine, questions: (() => Promise<unknown[]>)[]): Promise<void> {
  const times: number[] = [];
  let rows = 0;
  for (const question of questions) {
    const begun = performance.now();
    rows = (await question()).length;
    times.push(performance.now() - begun);
  }
  console.log(
    `${engine}: ${what.padEnd(28)} ${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)} ms, ${rows} rows`,
  );
}
