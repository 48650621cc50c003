import { inOrder, type ListQuestion, readCountedList } from "../database/read-list.ts";
import { instantSql } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import { ipText, parseIp } from "../network/ip-address.ts";
import type { Store } from "../store.ts";
import { pastQuestion } from "./past-question.ts";
import { earliestSessionId, isSessionId } from "./session-id.ts";
import {
  type EndReason,
  type LiveSessionFilter,
  type PastSessionList,
  pastSessionSpans,
  type SessionRow,
  type SessionStateName,
} from "./schema.ts";

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

/** Sessions not ended whose worker is still there, newest first, `most` of them; `total` counts all that match, up to `mostCounted`. */
export async function readLiveSessions(
  store: Store,
  filter: Partial<LiveSessionFilter> = {},
  most = mostLive,
): Promise<{ rows: SessionRow[]; total: number }> {
  const state = filter.state === undefined ? [] : [`"state" = '${filter.state}'`];
  const where = [
    `"endedAt" IS NULL`,
    `EXISTS (SELECT 1 FROM "Incarnation" i WHERE i."id" = "Session"."incarnationId" AND i."endedAt" IS NULL)`,
    ...state,
    ...narrowed(filter),
  ];
  return readSessions(store, {
    from: `"Session"`,
    where,
    search: searchFor(filter.search),
    orderBy: [{ by: `"id"`, direction: "desc" }],
    page: 1,
    pageSize: most,
  });
}

/** Sessions that have ended, by when they did; counted up to `mostCounted`. `search`: part of an account's address, or the beginning of an IP address. */
export async function readPastSessions(store: Store, list: PastSessionList): Promise<Page<SessionRow>> {
  const { page, pageSize, direction } = list;
  const question = await pastQuestion(store, { ...list, search: asKept(list.search) });
  const more = [
    ...reached(list.state),
    ...narrowed(list),
    ...(list.end === undefined ? [] : [`"endReason" = '${list.end}'`]),
    ...within(list.span, store),
  ];
  const { rows, total, isCut } = await readSessions(store, {
    ...question,
    where: [...question.where, ...more],
    isMany: question.isMany === true && more.length === 0,
    search: { columns: [], text: "" },
    orderBy: [
      { by: `"endedAt"`, direction },
      { by: `"id"`, direction },
    ],
    page,
    pageSize,
  });
  return { rows, total, isCut, page, pageSize };
}

async function readSessions(
  store: Store,
  question: Omit<ListQuestion, "key">,
): Promise<{ rows: SessionRow[]; total: number; isCut: boolean }> {
  const { keys, total, isCut } = await readCountedList<string>(store, { ...question, key: `"id"` });
  const rows = await store.db.session.findMany({ where: { id: { in: keys } }, select: columns });
  return { rows: inOrder(keys, rows.map(asRow), ({ id }) => id), total, isCut };
}

/** Live or past; null where there is none. */
export async function readSession(store: Store, id: string): Promise<SessionRow | null> {
  if (!isSessionId(id)) return null;
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

/** By the id, which begins with the time a session began; none ended before it did, and that is what the list is ordered by. */
function within(span: PastSessionList["span"], { clock, environment }: Pick<Store, "clock" | "environment">): string[] {
  const hours = pastSessionSpans.find(({ value }) => value === span)?.hours;
  if (hours === undefined) return [];
  const since = clock.now().getTime() - hours * 3_600_000;
  const at = instantSql[engineOf(environment.databaseUrl)](since);
  return [`"id" >= '${earliestSessionId(new Date(since))}'`, `"endedAt" >= ${at}`];
}

/** A whole IP address is looked for as it is kept: an IPv4-mapped one as IPv4. */
function asKept(typed: string): string {
  const address = parseIp(typed.trim());
  return address === null ? typed : ipText(address);
}

function searchFor(typed = ""): ListQuestion["search"] {
  const text = asKept(typed);
  return { columns: [`"address"`, `"remoteAddress"`], text: text.normalize("NFC").toLowerCase() };
}

function narrowed({ accountId, listener, tls }: Partial<LiveSessionFilter>): string[] {
  return [
    ...(accountId === undefined ? [] : [`"accountId" = ${accountId}`]),
    ...(listener === undefined ? [] : [`"listenerId" = ${listener}`]),
    ...(tls === undefined ? [] : [`"tlsVersion" IS ${tls === "yes" ? "NOT " : ""}NULL`]),
  ];
}

/** Whether a session that has ended had signed in. */
function reached(state: SessionStateName | undefined): string[] {
  if (state === undefined) return [];
  return [`"signedInAt" IS ${state === "AUTHORIZATION" ? "" : "NOT "}NULL`];
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
