import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { EndReason, LiveSessionFilter, PastSessionList, SessionRow, SessionStateName } from "./schema.ts";

const mostLive = 1000;

const columns = {
  id: true,
  listenerId: true,
  remoteAddress: true,
  remotePort: true,
  localPort: true,
  tlsVersion: true,
  state: true,
  accountId: true,
  address: true,
  mechanism: true,
  lastRefusal: true,
  lastCommand: true,
  lastCommandAt: true,
  commandCount: true,
  octetsSent: true,
  retrievedCount: true,
  markedCount: true,
  removedCount: true,
  startedAt: true,
  signedInAt: true,
  endedAt: true,
  endReason: true,
} as const;

/** Sessions not ended whose worker is still there, newest first, `most` of them; `total` counts all that match. */
export async function readLiveSessions(
  store: Store,
  filter: Partial<LiveSessionFilter> = {},
  most = mostLive,
): Promise<{ rows: SessionRow[]; total: number }> {
  const { accountId, state, listener: listenerId } = filter;
  const where = {
    AND: [await isLive(store), { accountId, state, listenerId }, tls(filter.tls), search(filter.search)],
  };
  const [rows, total] = await Promise.all([
    store.db.session.findMany({ where, orderBy: { startedAt: "desc" }, take: most, select: columns }),
    store.db.session.count({ where }),
  ]);
  return { rows: rows.map(asRow), total };
}

/** Sessions that have ended, newest first unless asked otherwise. */
export async function readPastSessions(store: Store, list: PastSessionList): Promise<Page<SessionRow>> {
  const { page, pageSize, direction, accountId, listener: listenerId } = list;
  const where = {
    AND: [
      { endedAt: { not: null } },
      { accountId, listenerId },
      reached(list.state),
      tls(list.tls),
      search(list.search),
    ],
  };
  const [rows, total] = await Promise.all([
    store.db.session.findMany({
      where,
      orderBy: { startedAt: direction },
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: columns,
    }),
    store.db.session.count({ where }),
  ]);
  return { rows: rows.map(asRow), total, page, pageSize };
}

/** Live or past; null where there is none. */
export async function readSession(store: Store, id: string): Promise<SessionRow | null> {
  // The id may come from an address bar.
  if (!/^[0-9a-z]+$/.test(id)) return null;
  const row = await store.db.session.findUnique({ where: { id }, select: columns });
  return row && asRow(row);
}

/** Live sessions of one account, counted. */
export async function countLiveSessions(store: Store, accountId?: number): Promise<number> {
  return store.db.session.count({ where: { AND: [await isLive(store), { accountId }] } });
}

async function isLive(store: Store): Promise<Prisma.SessionWhereInput> {
  const running = await store.db.incarnation.findMany({ where: { endedAt: null }, select: { id: true } });
  return { endedAt: null, incarnationId: { in: running.map(({ id }) => id) } };
}

function search(text: string | undefined): Prisma.SessionWhereInput {
  if (!text) return {};
  return { OR: [{ address: { contains: text.toLowerCase() } }, { remoteAddress: { contains: text.toLowerCase() } }] };
}

/** Whether a session that has ended had signed in. */
function reached(state: SessionStateName | undefined): Prisma.SessionWhereInput {
  if (state === undefined) return {};
  return { signedInAt: state === "AUTHORIZATION" ? null : { not: null } };
}

function tls(wanted: "yes" | "no" | undefined): Prisma.SessionWhereInput {
  if (wanted === undefined) return {};
  return { tlsVersion: wanted === "yes" ? { not: null } : null };
}

type Stored = Prisma.SessionGetPayload<{ select: typeof columns }>;

function asRow(row: Stored): SessionRow {
  return {
    ...row,
    octetsSent: Number(row.octetsSent),
    state: row.state as SessionStateName | null,
    endReason: row.endReason as EndReason | null,
  };
}
