import { engineOf } from "../database/url.ts";
import type { Page } from "../input/schema.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { thresholdsOf } from "./fields.ts";
import { fullnessOf } from "./fullness.ts";
import type { NearList, NearRow, QuotaAlertRow, QuotaCounts } from "./schema.ts";
import { accountsByUse, hasQuota, useOf } from "./use-sql.ts";

/** Where no threshold is set, a list of who is near one begins here. */
const usualPercent = 80;

type Found = Record<
  "id" | "octets" | "messageCount" | "domainId" | "quotaOctets" | "quotaMessages" | "refusedCount",
  number | bigint | null
> & {
  readonly address: string;
  readonly refusedAt: Date | number | bigint | null;
};

/** Percent from which an account counts as near its quota. */
export async function nearPercent(store: Store): Promise<number> {
  return thresholdsOf(await readSettings(store))[0] ?? usualPercent;
}

/** The fullest first, from the index alone. */
export async function readNearQuota(store: Store, list: NearList): Promise<Page<NearRow>> {
  const { page, pageSize, filter, domainId } = list;
  const { db } = store;
  const engine = engineOf(store.environment.databaseUrl);
  const [use, accounts] = [useOf[engine], accountsByUse[engine]];
  const from = filter === "full" ? 1000 : filter === "near" ? (await nearPercent(store)) * 10 : -1;
  const where = [
    hasQuota,
    `${use} >= ${from}`,
    domainId === undefined ? "" : `"domainId" = ${domainId}`,
    filter === "refused" ? `"Account"."id" IN (SELECT "accountId" FROM "QuotaRefusal")` : "",
  ]
    .filter(Boolean)
    .join(" AND ");
  const [rows, [count]] = await Promise.all([
    db.$queryRawUnsafe<Found[]>(
      `SELECT "Account"."id", "address", "domainId", "octets", "messageCount", "quotaOctets", "quotaMessages",
       r."count" AS "refusedCount", r."lastAt" AS "refusedAt" FROM ${accounts}
       LEFT JOIN "QuotaRefusal" r ON r."accountId" = "Account"."id"
       WHERE ${where} ORDER BY ${use} DESC, "Account"."id" LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    ),
    db.$queryRawUnsafe<{ total: number | bigint }[]>(`SELECT count(*) AS "total" FROM ${accounts} WHERE ${where}`),
  ]);
  const crossings = await readCrossings(
    store,
    rows.map(({ id }) => Number(id)),
  );
  return { rows: rows.map((row) => asRow(row, crossings)), total: Number(count?.total ?? 0), page, pageSize };
}

export async function countQuotas(store: Store): Promise<QuotaCounts> {
  const engine = engineOf(store.environment.databaseUrl);
  const [use, accounts] = [useOf[engine], accountsByUse[engine]];
  const near = (await nearPercent(store)) * 10;
  const count = async (from: number) => {
    const [row] = await store.db.$queryRawUnsafe<{ total: number | bigint }[]>(
      `SELECT count(*) AS "total" FROM ${accounts} WHERE ${hasQuota} AND ${use} >= ${from}`,
    );
    return Number(row?.total ?? 0);
  };
  const [limitedCount, nearCount, fullCount] = await Promise.all([count(-1), count(near), count(1000)]);
  return { limitedCount, nearCount, fullCount };
}

/** The same with domains that have crossed their whole quota, as the daemon found last. */
export async function readFullness(store: Store): Promise<QuotaCounts & { fullDomainCount: number }> {
  const [counts, fullDomains] = await Promise.all([
    countQuotas(store),
    store.db.quotaAlert.count({ where: { domainId: { not: null }, threshold: 100, endedAt: null } }),
  ]);
  return { ...counts, fullDomainCount: fullDomains };
}

/** The newest crossings; of those at once, the highest. */
export async function readQuotaAlerts(
  store: Store,
  { take, domainId, accountId }: { take: number; domainId?: number; accountId?: number },
): Promise<QuotaAlertRow[]> {
  const rows = await store.db.quotaAlert.findMany({
    where: { isHighest: true, domainId, accountId },
    orderBy: { at: "desc" },
    take,
    select: {
      id: true,
      accountId: true,
      domainId: true,
      threshold: true,
      measure: true,
      used: true,
      quota: true,
      at: true,
      endedAt: true,
      account: { select: { address: true } },
      domain: { select: { name: true } },
    },
  });
  return rows.map(({ account, domain, measure, used, quota, ...row }) => ({
    ...row,
    subject: account?.address ?? domain?.name ?? "",
    measure: measure === "messages" ? "messages" : "octets",
    used: Number(used),
    quota: Number(quota),
  }));
}

async function readCrossings({ db }: Store, accountIds: number[]): Promise<ReadonlyMap<number, Date>> {
  const rows = await db.quotaAlert.findMany({
    where: { accountId: { in: accountIds }, endedAt: null },
    orderBy: { threshold: "asc" },
    select: { accountId: true, at: true },
  });
  return new Map(rows.map(({ accountId, at }) => [accountId ?? 0, at]));
}

function asRow(found: Found, crossings: ReadonlyMap<number, Date>): NearRow {
  const whole = (value: number | bigint | null) => (value === null ? null : Number(value));
  const id = Number(found.id);
  const holding = {
    octets: Number(found.octets),
    messageCount: Number(found.messageCount),
    quotaOctets: whole(found.quotaOctets),
    quotaMessages: whole(found.quotaMessages),
  };
  const { refusedAt } = found;
  return {
    id,
    address: found.address,
    domainId: Number(found.domainId),
    ...holding,
    percent: Math.floor(fullnessOf(holding).use / 10),
    crossedAt: crossings.get(id) ?? null,
    refusedCount: Number(found.refusedCount ?? 0),
    refusedAt: refusedAt === null || refusedAt instanceof Date ? refusedAt : new Date(Number(refusedAt)),
  };
}
