import { type Engine, engineOf } from "../database/url.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { thresholdsOf } from "./fields.ts";
import { type Fullness, fullnessOf } from "./fullness.ts";
import { countLimitedDomains } from "./limited-domains.ts";
import { hasQuota, useOf } from "./use-sql.ts";

/** Points below a threshold at which its crossing is over: who swings around it is told of once. */
const slackPercent = 5;
const pageSize = 500;

type Subject = { readonly accountId: number } | { readonly domainId: number };

/**
 * Records each threshold that an account or a domain has crossed upwards, once, and ends those that it has clearly fallen below.
 * Gives how many were recorded. Only the daemon's primary does this; who fills up and is emptied between two looks is not told of.
 */
export async function watchQuotas(store: Store): Promise<number> {
  const thresholds = thresholdsOf(await readSettings(store));
  await endFallen(store, thresholds);
  const domains = await watchDomains(store, thresholds);
  if (thresholds.length === 0) return domains;
  for (let recorded = domains; ; ) {
    const page = await readRisen(store, thresholds);
    for (const { id, highest, ...holding } of page) {
      recorded += await record(store, { accountId: id }, fullnessOf(holding), highest, thresholds);
    }
    if (page.length < pageSize) return recorded;
    await new Promise(setImmediate);
  }
}

interface Risen {
  readonly id: number;
  readonly octets: number;
  readonly messageCount: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  /** The highest threshold that is known to be crossed; 0 where there is none. */
  readonly highest: number;
}

const highestOf = (account: string) =>
  `COALESCE((SELECT max(q."threshold") FROM "QuotaAlert" q WHERE q."accountId" = ${account} AND q."endedAt" IS NULL), 0)`;

/** Accounts beyond a threshold that is not recorded yet, the first of them. */
async function readRisen({ db, environment }: Store, thresholds: readonly number[]): Promise<Risen[]> {
  const use = useOf[engineOf(environment.databaseUrl)];
  const steps = [...thresholds].reverse().map((percent) => `WHEN ${use} >= ${percent * 10} THEN ${percent}`);
  const rows = await db.$queryRawUnsafe<Record<keyof Risen, number | bigint | null>[]>(
    `SELECT "id", "octets", "messageCount", "quotaOctets", "quotaMessages", ${highestOf(`"Account"."id"`)} AS "highest"
     FROM "Account" WHERE ${hasQuota} AND ${use} >= ${(thresholds[0] ?? 0) * 10}
     AND (CASE ${steps.join(" ")} END) > ${highestOf(`"Account"."id"`)} LIMIT ${pageSize}`,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    octets: Number(row.octets),
    messageCount: Number(row.messageCount),
    quotaOctets: row.quotaOctets === null ? null : Number(row.quotaOctets),
    quotaMessages: row.quotaMessages === null ? null : Number(row.quotaMessages),
    highest: Number(row.highest),
  }));
}

/** Each threshold between the highest known and where it is now: the last of them is told, the others are passed. */
async function record(
  { db, clock }: Store,
  subject: Subject,
  { use, measure, used, quota }: Fullness,
  highest: number,
  thresholds: readonly number[],
): Promise<number> {
  const crossed = thresholds.filter((percent) => percent > highest && use >= percent * 10);
  const at = clock.now();
  await db.quotaAlert.createMany({
    data: crossed.map((threshold) => ({
      ...subject,
      threshold,
      isHighest: threshold === crossed.at(-1),
      measure,
      used: BigInt(used),
      quota: BigInt(quota),
      at,
    })),
  });
  return crossed.length;
}

async function endFallen(store: Store, thresholds: readonly number[]): Promise<void> {
  const engine: Engine = engineOf(store.environment.databaseUrl);
  const isKnown = thresholds.length === 0 ? "false" : `q."threshold" IN (${thresholds.join(", ")})`;
  const fallen = await store.db.$queryRawUnsafe<{ id: number | bigint }[]>(
    `SELECT q."id" FROM "QuotaAlert" q JOIN "Account" ON "Account"."id" = q."accountId" WHERE q."endedAt" IS NULL AND NOT
     (${isKnown} AND ${hasQuota} AND ${useOf[engine]} >= (q."threshold" - ${slackPercent}) * 10)`,
  );
  await end(
    store,
    fallen.map(({ id }) => Number(id)),
  );
}

async function end({ db, clock }: Store, ids: readonly number[]): Promise<void> {
  const endedAt = clock.now();
  for (let from = 0; from < ids.length; from += pageSize) {
    await db.quotaAlert.updateMany({ where: { id: { in: ids.slice(from, from + pageSize) } }, data: { endedAt } });
  }
}

async function watchDomains(store: Store, thresholds: readonly number[]): Promise<number> {
  const open = await store.db.quotaAlert.findMany({
    where: { domainId: { not: null }, endedAt: null },
    select: { id: true, domainId: true, threshold: true },
  });
  const fullness = new Map((await countLimitedDomains(store)).map((domain) => [domain.id, fullnessOf(domain)]));
  const holds = open.filter(({ domainId, threshold }) => {
    const use = fullness.get(domainId ?? 0)?.use ?? -1;
    return thresholds.includes(threshold) && use >= (threshold - slackPercent) * 10;
  });
  await end(
    store,
    open.filter((alert) => !holds.includes(alert)).map(({ id }) => id),
  );
  let recorded = 0;
  for (const [domainId, full] of fullness) {
    const known = holds.filter((alert) => alert.domainId === domainId).map(({ threshold }) => threshold);
    recorded += await record(store, { domainId }, full, Math.max(0, ...known), thresholds);
  }
  return recorded;
}
