import { setImmediate as turn } from "node:timers/promises";
import { jsonRows } from "../database/json-rows.ts";
import { type Engine, engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import type { SeededAccount } from "./seed-accounts.ts";
import type { SeedProgress } from "./seed.ts";

/** Rows of one transaction: short enough for a daemon that runs beside. */
const pageRows = 50_000;
const dayMs = 24 * 60 * 60 * 1000;
const spanDays = 900;

export interface MessageOrder {
  readonly accounts: readonly SeededAccount[];
  readonly now: Date;
}

/** Rows of messages that have no bodies, oldest first in each maildrop, nine in ten of them downloaded; and the counters that go with them. */
export async function seedMessages(
  store: Store,
  { accounts, now }: MessageOrder,
  onProgress: SeedProgress,
): Promise<number> {
  const total = accounts.reduce((all, { messageCount }) => all + messageCount, 0);
  if (total === 0) return 0;
  const engine = engineOf(store.environment.databaseUrl);
  const { storeEpoch, nextUnique } = await store.db.control.update({
    where: { id: 1 },
    data: { nextUnique: { increment: total } },
    select: { storeEpoch: true, nextUnique: true },
  });
  const { insert, count } = statements(engine, storeEpoch, now);
  let unique = Number(nextUnique) - total;
  let done = 0;
  let page: [accountId: number, messages: number, unique: number, from: number][] = [];
  let rows = 0;
  const flush = async () => {
    const json = JSON.stringify(page);
    await store.db.$transaction([store.db.$executeRawUnsafe(insert, json), store.db.$executeRawUnsafe(count, json)]);
    done += rows;
    onProgress("messages", done, total);
    page = [];
    rows = 0;
    await turn();
  };
  for (const { id, messageCount } of accounts) {
    for (let from = 0; from < messageCount; from += pageRows) {
      const some = Math.min(pageRows, messageCount - from);
      page.push([id, some, unique, from]);
      unique += some;
      rows += some;
      if (rows >= pageRows) await flush();
    }
  }
  if (page.length > 0) await flush();
  return done;
}

/**
 * For the page as one JSON parameter: its rows, and the counters of its accounts. Ages and sizes are worked out of the numbers alone, so
 * that nothing but the page travels to the database.
 */
function statements(engine: Engine, epoch: string, now: Date): { insert: string; count: string } {
  const isSqlite = engine === "sqlite";
  const int = (text: string) => `CAST(${text} AS ${isSqlite ? "INTEGER" : "bigint"})`;
  const given = `${int("r.value->>0")}, ${int("r.value->>1")}, ${int("r.value->>2")}, ${int("r.value->>3")}`;
  // m: account, messages of it in this page, first unique number, messages before this page, place in this page.
  const numbered = isSqlite
    ? `WITH RECURSIVE m("id", "count", "unique", "before", "i") AS (SELECT ${given}, 1 FROM ${jsonRows.sqlite}
        UNION ALL SELECT "id", "count", "unique", "before", "i" + 1 FROM m WHERE "i" < "count")`
    : `WITH m("id", "count", "unique", "before", "i") AS (SELECT ${given}, n.i FROM ${jsonRows.postgresql}
        CROSS JOIN LATERAL generate_series(1, CAST(r.value->>1 AS integer)) AS n(i))`;
  const sequence = `("before" + "i")`;
  // Spread evenly over the span, later numbers later, with an offset of each account's own.
  const ageMs = `((("count" - "i") * ${spanDays * dayMs}) / "count" + ("id" * 7919) % ${dayMs})`;
  const arrived = `(${now.getTime()} - ${ageMs})`;
  const luck = `(("id" * 31 + ${sequence} * 17) % 100)`;
  const downloaded = `CASE WHEN ${luck} < 90 THEN ${arrived} + (${luck} * ${ageMs}) / 400 END`;
  const octets = `(1500 + ("id" * 13 + ${sequence} * 7919) % 9000 + CASE WHEN ${luck} % 11 = 0 THEN ${luck} * 20000 ELSE 0 END)`;
  const at = (ms: string) =>
    isSqlite ? ms : `CAST(to_timestamp((${ms}) / 1000.0) AT TIME ZONE 'UTC' AS timestamp(3))`;
  const insert = `${numbered} INSERT INTO "Message" ("accountId", "sequence", "uniqueEpoch", "uniqueNumber", "octets", "headerOctets",
      "hasDotLines", "bodyPlace", "arrivedAt", "downloadedAt")
    SELECT "id", ${sequence}, '${epoch}', "unique" + "i" - 1, ${octets}, 600, ${isSqlite ? "0" : "false"},
      'seed/' || "id" || '/' || ${sequence} || '.eml', ${at(arrived)}, ${at(downloaded)}
    FROM m`;
  const mine = `(SELECT ${int("r.value->>0")} FROM ${jsonRows[engine]})`;
  const sum = (column: string) => `(SELECT ${column} FROM "Message" m WHERE m."accountId" = "Account"."id")`;
  const count = `UPDATE "Account" SET "messageCount" = ${sum("count(*)")}, "octets" = ${sum(`coalesce(sum(m."octets"), 0)`)},
      "nextSequence" = ${sum(`coalesce(max(m."sequence"), 0) + 1`)}, "lastDeliveryAt" = ${sum(`max(m."arrivedAt")`)},
      "changeSeq" = "changeSeq" + 1
    WHERE "id" IN ${mine}`;
  return { insert, count };
}
