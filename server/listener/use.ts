import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { ListenerUse, ListenerUseList, ListenerUseSummary } from "./schema.ts";

/** How far back a sign-in says that somebody still needs a listener. */
export const useDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Who signed in through a listener, or through any, within the last 30 days, the latest first: a row for each listener, account, address
 * and TLS version. Without TLS alone, where asked so.
 */
export async function readListenerUse(store: Store, list: ListenerUseList): Promise<Page<ListenerUse>> {
  const { page, pageSize, direction } = list;
  const where = usedBy(store, list);
  const [groups, { rows: total }] = await Promise.all([
    store.db.session.groupBy({
      by: ["listenerId", "accountId", "remoteAddress", "tlsVersion"],
      where,
      _count: { _all: true },
      _max: { signedInAt: true },
      orderBy: [{ _max: { signedInAt: direction } }, { accountId: "asc" }, { remoteAddress: "asc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    readListenerUseSummary(store, list),
  ]);
  const rows = await Promise.all(
    groups.map(async ({ listenerId, accountId, remoteAddress, tlsVersion, _count, _max }): Promise<ListenerUse> => {
      // The newest session of the group: what it said of itself is what is known of the program.
      const newest = await store.db.session.findFirst({
        where: { listenerId, accountId, remoteAddress, tlsVersion, signedInAt: _max.signedInAt },
        select: { address: true, client: true },
      });
      return {
        listenerId,
        accountId,
        address: newest?.address ?? "",
        remoteAddress,
        tlsVersion,
        client: newest?.client ?? null,
        signInCount: _count._all,
        lastAt: _max.signedInAt ?? new Date(0),
      };
    }),
  );
  return { rows, total, page, pageSize };
}

/** The same counted: what a page says in a sentence, read from the index alone. */
export async function readListenerUseSummary(
  store: Store,
  { listenerId, tls }: Pick<ListenerUseList, "listenerId" | "tls">,
): Promise<ListenerUseSummary> {
  // One listener, or all of them: a range, so that one query serves both.
  const [from, to] = listenerId === undefined ? [0, 2_147_483_647] : [listenerId, listenerId];
  const clearAlone = tls === "no" ? 1 : 0;
  const counted = await store.db.$queryRaw<Counted[]>`
    SELECT count(*) AS "rows", count(DISTINCT "accountId") AS "accounts", count(DISTINCT "remoteAddress") AS "addresses",
      sum("count") AS "signIns", count(DISTINCT CASE WHEN "tlsVersion" IS NULL THEN "accountId" END) AS "clearAccounts"
    FROM (SELECT "listenerId", "accountId", "remoteAddress", "tlsVersion", count(*) AS "count" FROM "Session"
      WHERE "listenerId" BETWEEN ${from} AND ${to} AND "signedInAt" >= ${sinceWhen(store)}
        AND (${clearAlone} = 0 OR "tlsVersion" IS NULL)
      GROUP BY "listenerId", "accountId", "remoteAddress", "tlsVersion") AS "used"`;
  const [row] = counted;
  const number = (value: bigint | number | null | undefined) => Number(value ?? 0);
  return {
    rows: number(row?.rows),
    accounts: number(row?.accounts),
    addresses: number(row?.addresses),
    signIns: number(row?.signIns),
    clearAccounts: number(row?.clearAccounts),
  };
}

type Counted = Readonly<Record<keyof ListenerUseSummary, bigint | number | null>>;

function usedBy(store: Store, { listenerId, tls }: ListenerUseList) {
  return { listenerId, signedInAt: { gte: sinceWhen(store) }, ...(tls === "no" && { tlsVersion: null }) };
}

/** At the full minute, so that pages of one list count the same. */
function sinceWhen(store: Store): Date {
  const nowMs = store.clock.now().getTime();
  return new Date(Math.floor(nowMs / 60_000) * 60_000 - useDays * dayMs);
}
