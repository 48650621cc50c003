import { instantSql } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import { earliestSessionId } from "../session/session-id.ts";
import { readSettings } from "../setting/read.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import type { ForgottenEffect, MailEffect } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** As many messages are looked at, those that came last. */
const mostMessages = 10_000;
/** Counted no further: whoever forgets as many need not know how many they are. */
const mostCounted = 100_000;

/** How many of the last messages would not have been taken. */
export async function readMailEffect(store: Store, asked: Partial<Settings>): Promise<MailEffect> {
  const inForce = await readSettings(store);
  const { maxMessageOctets: askedOctets, bodyStore } = { ...inForce, ...asked };
  const larger = (octets: number) => `COUNT(CASE WHEN "octets" > ${Math.floor(octets)} THEN 1 END)`;
  const [row] = await store.logs.$queryRawUnsafe<Record<"messages" | "asked" | "now", bigint | number>[]>(
    `SELECT COUNT(*) AS "messages", ${larger(askedOctets)} AS "asked", ${larger(inForce.maxMessageOctets)} AS "now"
     FROM (SELECT "octets" FROM "Receipt" ORDER BY "id" DESC LIMIT ${mostMessages}) AS "last"`,
  );
  return {
    messageCount: Number(row?.messages ?? 0),
    larger: { asked: Number(row?.asked ?? 0), now: Number(row?.now ?? 0) },
    bodyStore: bodyStore === inForce.bodyStore ? null : bodyStore,
  };
}

/** Conversations of sessions that would be forgotten. */
export async function readTracesEffect(store: Store, asked: Partial<Settings>): Promise<ForgottenEffect> {
  const { tracesKeptDays, recordsTraces } = { ...(await readSettings(store)), ...asked };
  const beforeId = earliestSessionId(new Date(store.clock.now().getTime() - tracesKeptDays * dayMs));
  return forgotten(store, `"SessionTrace" WHERE "sessionId" < '${beforeId}'`, recordsTraces);
}

/** Receipts that would be forgotten. */
export async function readReceiptsEffect(store: Store, asked: Partial<Settings>): Promise<ForgottenEffect> {
  const { receiptDays } = { ...(await readSettings(store)), ...asked };
  const now = store.clock.now().getTime();
  const before = instantSql[engineOf(store.environment.databaseUrl)](now - (receiptDays ?? 0) * dayMs);
  return forgotten(store, `"Receipt" WHERE "arrivedAt" < ${before}`, receiptDays !== null);
}

async function forgotten({ logs }: Store, rows: string, isWritten: boolean): Promise<ForgottenEffect> {
  const [row] = await logs.$queryRawUnsafe<{ count: bigint | number }[]>(
    `SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM ${rows} LIMIT ${mostCounted}) AS "old"`,
  );
  return { forgottenCount: Number(row?.count ?? 0), most: mostCounted, isWritten };
}
