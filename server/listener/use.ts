import { instantSql, jsonRows } from "../database/json-rows.ts";
import { inOrder, readCountedList } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { noteListenerUse, useDays } from "./note-use.ts";
import type { ListenerUse, ListenerUseList, ListenerUseSummary } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** What ended since the daemon's last look is summed up first, up to that many pages of sessions. */
const mostPages = 4;

/**
 * Who signed in through a listener, or through any, within the last 30 days, the latest first: a row for each listener, account, address
 * and TLS version; counted up to `mostCounted`. Without TLS alone, where asked so. A session counts from its end.
 */
export async function readListenerUse(store: Store, list: ListenerUseList): Promise<Page<ListenerUse>> {
  const { page, pageSize, direction } = list;
  await noteListenerUse(store, undefined, mostPages);
  const columns = [`"lastAt"`, `"accountId"`, `"remoteAddress"`, `"tlsVersion"`, `"listenerId"`];
  const { keys, total, isCut } = await readCountedList<string>(store, {
    from: `"ListenerUse"`,
    // An IP address has no blank in it.
    key: `"listenerId" || ' ' || "accountId" || ' ' || "remoteAddress" || ' ' || "tlsVersion"`,
    where: usedBy(list),
    search: { columns: [], text: "" },
    orderBy: columns.map((by) => ({ by, direction })),
    page,
    pageSize,
  });
  const rows = inOrder(keys, await readRows(store, keys), ({ key }) => key);
  return { rows: rows.map(({ key: _key, ...row }) => row), total, isCut, page, pageSize };
}

/** The same counted: what a page says in a sentence. */
export async function readListenerUseSummary(
  store: Store,
  list: Pick<ListenerUseList, "listenerId" | "tls">,
): Promise<ListenerUseSummary> {
  await noteListenerUse(store, undefined, mostPages);
  const used = `FROM "ListenerUse" WHERE ${usedBy(list).join(" AND ")}`;
  const [row] = await store.db.$queryRawUnsafe<Counted[]>(
    `SELECT count(*) AS "accounts", sum("rows") AS "rows", sum("isClear") AS "clearAccounts",
       (SELECT count(*) FROM (SELECT DISTINCT "remoteAddress" ${used}) AS "from") AS "addresses"
     FROM (SELECT count(*) AS "rows", max(CASE WHEN "tlsVersion" = '' THEN 1 ELSE 0 END) AS "isClear" ${used}
       GROUP BY "accountId") AS "account"`,
  );
  const number = (value: bigint | number | null | undefined) => Number(value ?? 0);
  return {
    rows: number(row?.rows),
    accounts: number(row?.accounts),
    addresses: number(row?.addresses),
    clearAccounts: number(row?.clearAccounts),
  };
}

type Counted = Readonly<Record<keyof ListenerUseSummary, bigint | number | null>>;

/** How often, and what is known of the program: from the account's sessions, the newest of which is told. */
async function readRows(store: Store, keys: readonly string[]): Promise<(ListenerUse & { key: string })[]> {
  const { db } = store;
  const engine = engineOf(store.environment.databaseUrl);
  const since = store.clock.now().getTime() - useDays * dayMs;
  const same = `s."accountId" = CAST(r.value->>2 AS INTEGER) AND s."startedAt" >= ${instantSql[engine](since - dayMs)}
    AND s."listenerId" = CAST(r.value->>1 AS INTEGER) AND s."remoteAddress" = r.value->>3
    AND COALESCE(s."tlsVersion", '') = r.value->>4 AND s."signedInAt" >= ${instantSql[engine](since)}`;
  const counted = await db.$queryRawUnsafe<{ key: string; count: number | bigint; newest: string | null }[]>(
    `SELECT r.value->>0 AS "key", (SELECT count(*) FROM "Session" s WHERE ${same}) AS "count",
       (SELECT s."id" FROM "Session" s WHERE ${same} ORDER BY s."startedAt" DESC LIMIT 1) AS "newest"
     FROM ${jsonRows[engine]}`,
    JSON.stringify(keys.map((key) => [key, ...key.split(" ")])),
  );
  const newest = await db.session.findMany({
    where: { id: { in: counted.flatMap((row) => row.newest ?? []) } },
    select: { id: true, address: true, client: true, signedInAt: true },
  });
  const sessions = new Map(newest.map((session) => [session.id, session]));
  return counted.map(({ key, count, newest: id }) => {
    const [listenerId = "", accountId = "", remoteAddress = "", tlsVersion = ""] = key.split(" ");
    const session = sessions.get(id ?? "");
    return {
      key,
      listenerId: Number(listenerId),
      accountId: Number(accountId),
      address: session?.address ?? "",
      remoteAddress,
      tlsVersion: tlsVersion || null,
      client: session?.client ?? null,
      signInCount: Number(count),
      lastAt: session?.signedInAt ?? new Date(0),
    };
  });
}

/** SQL conditions of ListenerUse, which has nothing older than these days once it is noted. */
function usedBy({ listenerId, tls }: Pick<ListenerUseList, "listenerId" | "tls">): string[] {
  return [
    listenerId === undefined ? "1 = 1" : `"listenerId" = ${listenerId}`,
    ...(tls === "no" ? [`"tlsVersion" = ''`] : []),
  ];
}
