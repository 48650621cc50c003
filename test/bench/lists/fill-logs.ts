import { setImmediate as turn } from "node:timers/promises";
import { jsonRows } from "#server/database/json-rows.ts";
import type { Engine } from "#server/database/url.ts";
import type { Store } from "#server/store.ts";

const atOnce = 20_000;

/** A trace for each session, and so many receipts: what a busy server has written down of what happened. */
export async function fillLogs(store: Store, engine: Engine, receipts: number): Promise<void> {
  await fillTraces(store, engine);
  const isSqlite = engine === "sqlite";
  const nowMs = store.clock.now().getTime();
  const ago = (minutes: string) =>
    isSqlite
      ? `(${nowMs} - (${minutes}) * 60000)`
      : `CAST(to_timestamp((${nowMs} - (${minutes}) * CAST(60000 AS bigint)) / 1000.0) AT TIME ZONE 'UTC' AS timestamp(3))`;
  const { _max } = await store.db.account.aggregate({ _max: { id: true } });
  const accounts = _max.id ?? 1;
  // Bulk: what finds words is made at the end.
  if (!isSqlite) await store.logs.$executeRawUnsafe(`DROP INDEX "Receipt_words_idx"`);
  if (isSqlite) await store.logs.$executeRawUnsafe(`DROP TRIGGER "Receipt_insert"`);
  for (let from = 0; from < receipts; from += atOnce) {
    const numbers = isSqlite
      ? `(WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${Math.min(receipts, from + atOnce) - 1}) SELECT i FROM n) AS n`
      : `generate_series(CAST(${from} AS bigint), ${Math.min(receipts, from + atOnce) - 1}) AS n(i)`;
    const account = `(1 + (i * 7919) % ${accounts})`;
    await store.logs.$executeRawUnsafe(`INSERT INTO "Receipt" ("accountId", "sequence", "address", "uniqueId", "octets", "arrivedAt",
        "envelopeSender", "recipient", "protocol", "client", "clientAddress", "deliveryId", "queueHost", "queueId", "sender", "subject",
        "messageIdHeader", "searchText")
      SELECT ${account}, i + 1, 'name' || ${account} || '@cedar-alder.example', 'abcdef' || i, 2000 + i % 9000, ${ago(`(${receipts} - i) / 80`)},
        's' || (i % 5000) || '@shop-' || (i % 300) || '.example', 'name' || ${account} || '@cedar-alder.example', 'LMTP', 'mx' || (i % 40) || '.example',
        '192.0.2.' || (i % 250), 'd' || i, 'mx' || (i % 40) || '.example', 'Q' || i, 'Sender ' || (i % 5000), 'Your order no. ' || (i * 7919 % 1000000),
        '<m' || i || '@mx' || (i % 40) || '.example>',
        'name' || ${account} || ' cedar alder example abcdef' || i || ' s' || (i % 5000) || ' shop ' || (i % 300) || ' example q' || i ||
        ' sender ' || (i % 5000) || ' your order no ' || (i * 7919 % 1000000) || ' m' || i || ' mx' || (i % 40) || ' example'
      FROM ${numbers}`);
    await turn();
  }
  if (isSqlite) {
    await store.logs.$executeRawUnsafe(`INSERT INTO "ReceiptWords" ("ReceiptWords") VALUES ('rebuild')`);
    await store.logs.$executeRawUnsafe(`CREATE TRIGGER "Receipt_insert" AFTER INSERT ON "Receipt" BEGIN
      INSERT INTO "ReceiptWords" (rowid, "searchText") VALUES (new."id", new."searchText"); END`);
  } else {
    await store.logs.$executeRawUnsafe(
      `CREATE INDEX "Receipt_words_idx" ON "Receipt" USING gin (to_tsvector('simple', "searchText"))`,
    );
    await store.logs.$executeRawUnsafe(`VACUUM ANALYZE "Receipt"`);
  }
}

async function fillTraces(store: Store, engine: Engine): Promise<void> {
  const trace = JSON.stringify([1, ["USER", "PASS", "STAT", "UIDL", "QUIT"], [0, 12, 40, 41, 55, 60], "x".repeat(120)]);
  for (let after = ""; ; ) {
    const page = await store.db.$queryRawUnsafe<{ id: string }[]>(
      `SELECT "id" FROM "Session" WHERE "id" > '${after}' ORDER BY "id" LIMIT ${atOnce}`,
    );
    if (page.length === 0) return;
    await store.logs.$executeRawUnsafe(
      `INSERT INTO "SessionTrace" ("sessionId", "trace") SELECT r.value->>0, r.value->>1 FROM ${jsonRows[engine]}`,
      JSON.stringify(page.map(({ id }) => [id, trace])),
    );
    after = page.at(-1)?.id ?? after;
    await turn();
  }
}
