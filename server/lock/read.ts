import { instantSql } from "../database/json-rows.ts";
import { inOrder, readList } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { type Holder, readHolders } from "./holders.ts";
import type { LockCounts, LockList, LockRow, LockSession, StaleReason } from "./schema.ts";

/** A session's end may be written a moment before its lock is given back. */
const endingMs = 2_000;

const from = `"MaildropLock" l JOIN "Account" a ON a."id" = l."accountId" LEFT JOIN "Session" s ON s."id" = l."sessionId"`;

/** One page of locks: stale ones first, then those held longest. */
export async function readLocks(store: Store, list: LockList): Promise<Page<LockRow>> {
  const holders = await readHolders(store);
  const { page, pageSize, filter, search } = list;
  const isStale = staleSql(store, holders);
  const { keys, total } = await readList<number>(store, {
    from,
    key: `l."accountId"`,
    where: [filter === "stale" ? isStale : "1 = 1"],
    search: { columns: [`a."address"`, `s."remoteAddress"`], text: search.normalize("NFC").toLowerCase() },
    orderBy: [
      { by: `CASE WHEN ${isStale} THEN 0 ELSE 1 END`, direction: "asc" },
      { by: `l."acquiredAt"`, direction: "asc" },
      { by: `l."accountId"`, direction: "asc" },
    ],
    page,
    pageSize,
  });
  const rows = await readRows(store, keys, holders);
  return { rows: inOrder(keys, rows, ({ accountId }) => accountId), total, page, pageSize };
}

export async function countLocks(store: Store): Promise<LockCounts> {
  const holders = await readHolders(store);
  const [counted] = await store.db.$queryRawUnsafe<{ total: bigint | number; stale: bigint | number }[]>(
    `SELECT count(*) AS "total", count(CASE WHEN ${staleSql(store, holders)} THEN 1 END) AS "stale" FROM ${from}`,
  );
  return { total: Number(counted?.total ?? 0), stale: Number(counted?.stale ?? 0) };
}

/** One account's; null where nobody has it open. */
export async function readLock(store: Store, accountId: number): Promise<LockRow | null> {
  const [row] = await readRows(store, [accountId], await readHolders(store));
  return row ?? null;
}

/** Accounts whose locks nobody will give back. */
export async function readStaleLocks(store: Store): Promise<LockRow[]> {
  const holders = await readHolders(store);
  const keys = await store.db.$queryRawUnsafe<{ key: number }[]>(
    `SELECT l."accountId" AS "key" FROM ${from} WHERE ${staleSql(store, holders)} ORDER BY l."accountId"`,
  );
  const stale: LockRow[] = [];
  for (let first = 0; first < keys.length; first += keysAtOnce) {
    const page = keys.slice(first, first + keysAtOnce).map(({ key }) => Number(key));
    const rows = await readRows(store, page, holders);
    stale.push(...rows.filter(({ staleReason }) => staleReason !== null));
  }
  return stale;
}

const keysAtOnce = 500;

/** Of a lock: nobody will give it back. */
function staleSql({ environment, clock }: Store, holders: ReadonlyMap<string, Holder>): string {
  const living = [...holders].filter(([, { gone }]) => gone === null).map(([id]) => `'${id.replaceAll("'", "''")}'`);
  const isOrphaned = living.length === 0 ? "1 = 1" : `l."incarnationId" NOT IN (${living.join(", ")})`;
  const ended = `s."endedAt" < ${instantSql[engineOf(environment.databaseUrl)](clock.now().getTime() - endingMs)}`;
  return `(${isOrphaned} OR ${ended})`;
}

const sessionColumns = {
  id: true,
  remoteAddress: true,
  client: true,
  lastCommand: true,
  lastCommandAt: true,
  retrievedCount: true,
  markedCount: true,
  endedAt: true,
} as const;

async function readRows(
  store: Store,
  keys: readonly number[],
  holders: ReadonlyMap<string, Holder>,
): Promise<LockRow[]> {
  const locks = await store.db.maildropLock.findMany({
    where: { accountId: { in: [...keys] } },
    select: {
      accountId: true,
      sessionId: true,
      incarnationId: true,
      acquiredAt: true,
      account: { select: { address: true } },
    },
  });
  const [sessions, ended] = await Promise.all([
    store.db.session.findMany({
      where: { id: { in: locks.map(({ sessionId }) => sessionId) } },
      select: sessionColumns,
    }),
    readEndedHolders(
      store,
      locks.map(({ incarnationId }) => incarnationId).filter((id) => !holders.has(id)),
    ),
  ]);
  const bySession = new Map(sessions.map((session) => [session.id, session]));
  const endedBefore = store.clock.now().getTime() - endingMs;
  return locks.map(({ incarnationId, account, ...lock }) => {
    const { endedAt = null, id: _id, ...session } = bySession.get(lock.sessionId) ?? { id: null };
    const holder = holders.get(incarnationId);
    const isEnded = endedAt !== null && endedAt.getTime() < endedBefore;
    return {
      ...lock,
      address: account.address,
      staleReason: reasonOf(holder, isEnded),
      silentMs: holder?.gone ? holder.silentMs : null,
      hostname: holder?.hostname ?? ended.get(incarnationId)?.hostname ?? null,
      pid: holder?.pid ?? ended.get(incarnationId)?.pid ?? null,
      session: "remoteAddress" in session ? (session as LockSession) : null,
    };
  });
}

function reasonOf(holder: Holder | undefined, isEnded: boolean): StaleReason | null {
  if (holder === undefined) return "worker-gone";
  return holder.gone ?? (isEnded ? "session-ended" : null);
}

/** Which machine and process workers were that are gone. */
async function readEndedHolders(
  { db }: Store,
  ids: readonly string[],
): Promise<Map<string, { hostname: string | null; pid: number }>> {
  if (ids.length === 0) return new Map();
  const incarnations = await db.incarnation.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, nodeId: true, pid: true },
  });
  const nodes = await db.node.findMany({ select: { id: true, hostname: true } });
  const names = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
  return new Map(incarnations.map(({ id, nodeId, pid }) => [id, { hostname: names.get(nodeId) ?? null, pid }]));
}
