import { setImmediate as turn } from "node:timers/promises";
import { isInPacked, sequencesOf } from "../maildrop/packed-set.ts";
import type { EndReason } from "../session/schema.ts";
import type { Store } from "../store.ts";
import { readKnown } from "./read-known.ts";
import type { LifeEvent, MessageKey, MessageLife } from "./schema.ts";

const rowsAtOnce = 500;
/** A maildrop that is polled every minute has as many in three months. */
const mostSessions = 130_000;
/** Who is connected may sign in later: a message that arrived meanwhile is seen. */
const beforeSignInMs = 15 * 60_000;

/** The life of one message from the records of what happened; null where nothing is known of it. */
export async function readMessageLife(store: Store, { accountId, sequence }: MessageKey): Promise<MessageLife | null> {
  const key = { accountId, sequence };
  const known = await readKnown(store, key);
  if (known === null) return null;
  const { receipt, place } = known;
  const since = new Date(known.arrivedAt.getTime() - beforeSignInMs);
  const restored = await restorations(store, key);
  const isAlive = place === "maildrop";
  const wanted = restored.filter(({ kind }) => kind === "restored").length + (isAlive ? 0 : 1);
  const [removed, purged, { sessions, isCut }] = [
    await removals(store, key, wanted),
    isAlive ? [] : await purges(store, key),
    await readSessions(store, key, since),
  ];
  const delivered: LifeEvent[] = [
    {
      kind: "delivered",
      at: known.arrivedAt,
      protocol: receipt?.protocol ?? "",
      client: receipt?.client ?? "",
      clientAddress: receipt?.clientAddress ?? "",
      envelopeSender: receipt?.envelopeSender ?? "",
      recipient: receipt?.recipient ?? "",
      deliveryId: receipt?.deliveryId ?? "",
      queueHost: receipt?.queueHost ?? "",
      queueId: receipt?.queueId ?? "",
    },
  ];
  const later = [...restored, ...removed, ...purged, ...sessions];
  later.sort((one, other) => one.at.getTime() - other.at.getTime());
  const { receipt: _receipt, ...facts } = known;
  return { ...facts, ...key, hasReceipt: receipt !== null, events: [...delivered, ...later], isCut };
}

/** A message is removed once, and once more after each restore: what is known of it says when to stop looking. */
async function removals({ db }: Store, { accountId, sequence }: MessageKey, wanted: number): Promise<LifeEvent[]> {
  const found: LifeEvent[] = [];
  for (let after = 0; found.length < wanted; ) {
    const rows = await db.removal.findMany({
      where: { accountId, id: { gt: after } },
      orderBy: { id: "asc" },
      take: rowsAtOnce,
      select: {
        id: true,
        sequences: true,
        committedAt: true,
        cause: true,
        sessionId: true,
        runId: true,
        rule: true,
        actorName: true,
        purgeAfterAt: true,
      },
    });
    for (const { id: _id, sequences, committedAt: at, ...row } of rows) {
      if (isInPacked(sequences, sequence)) found.push({ kind: "removed", at, ...row });
    }
    if (rows.length < rowsAtOnce) break;
    after = rows.at(-1)?.id ?? after;
    await turn();
  }
  return found;
}

async function restorations({ db }: Store, { accountId, sequence }: MessageKey): Promise<LifeEvent[]> {
  const rows = await db.restoration.findMany({
    where: { accountId },
    orderBy: { id: "asc" },
    select: { sequences: true, newSequences: true, actorName: true, committedAt: true },
  });
  return rows.flatMap(({ sequences, newSequences, actorName, committedAt: at }): LifeEvent[] => {
    if (isInPacked(sequences, sequence)) {
      const newSequence = newSequences === null ? null : counterpart(sequence, sequences, newSequences);
      return [{ kind: "restored", at, actorName, newSequence }];
    }
    if (newSequences === null || !isInPacked(newSequences, sequence)) return [];
    const oldSequence = counterpart(sequence, newSequences, sequences);
    return oldSequence === null ? [] : [{ kind: "came-back", at, actorName, oldSequence }];
  });
}

/** The one at the same place of the other set: both are in the same order. */
function counterpart(sequence: number, set: Uint8Array, other: Uint8Array): number | null {
  const place = [...sequencesOf(set)].indexOf(sequence);
  return [...sequencesOf(other)][place] ?? null;
}

async function purges({ db }: Store, { accountId, sequence }: MessageKey): Promise<LifeEvent[]> {
  for (let after = 0; ; ) {
    // What was restored for download was put in another's place: its restoration says so.
    const rows = await db.purge.findMany({
      where: { accountId, id: { gt: after }, cause: { not: "replaced" } },
      orderBy: { id: "asc" },
      take: rowsAtOnce,
      select: { id: true, sequences: true, cause: true, actorName: true, committedAt: true },
    });
    const found = rows.find(({ sequences }) => isInPacked(sequences, sequence));
    if (found !== undefined) {
      return [{ kind: "purged", at: found.committedAt, cause: found.cause, actorName: found.actorName }];
    }
    if (rows.length < rowsAtOnce) return [];
    after = rows.at(-1)?.id ?? after;
    await turn();
  }
}

/** Those that downloaded or marked it. */
async function readSessions(
  { db }: Store,
  { accountId, sequence }: MessageKey,
  since: Date,
): Promise<{ sessions: LifeEvent[]; isCut: boolean }> {
  const found: (LifeEvent & { kind: "session"; appPasswordId: number | null })[] = [];
  let looked = 0;
  for (let after = { startedAt: since, id: "" }; ; ) {
    const { startedAt: from, id: last } = after;
    const rows = await db.session.findMany({
      where: {
        accountId,
        AND: [
          { OR: [{ startedAt: { gt: from } }, { startedAt: from, id: { gt: last } }] },
          { OR: [{ retrievedCount: { gt: 0 } }, { markedCount: { gt: 0 } }] },
        ],
      },
      orderBy: [{ startedAt: "asc" }, { id: "asc" }],
      take: rowsAtOnce,
      select: sessionColumns,
    });
    for (const { id, retrieved, marked, signedInAt, startedAt, endReason, ...row } of rows) {
      const isDownloaded = retrieved !== null && isInPacked(retrieved, sequence);
      const isMarked = marked !== null && isInPacked(marked, sequence);
      if (!isDownloaded && !isMarked) continue;
      found.push({
        kind: "session",
        at: signedInAt ?? startedAt,
        sessionId: id,
        appPassword: null,
        isDownloaded,
        isMarked,
        endReason: endReason as EndReason | null,
        ...row,
      });
    }
    looked += rows.length;
    const newest = rows.at(-1);
    if (newest === undefined || rows.length < rowsAtOnce || looked >= mostSessions) break;
    after = newest;
    await turn();
  }
  const names = await appPasswordNames(db, found);
  const sessions = found.map(({ appPasswordId, ...event }) => ({
    ...event,
    appPassword: appPasswordId === null ? null : (names.get(appPasswordId) ?? "one that is gone"),
  }));
  return { sessions, isCut: looked >= mostSessions };
}

const sessionColumns = {
  id: true,
  remoteAddress: true,
  appPasswordId: true,
  client: true,
  startedAt: true,
  signedInAt: true,
  endReason: true,
  retrieved: true,
  marked: true,
} as const;

async function appPasswordNames(
  db: Store["db"],
  sessions: readonly { appPasswordId: number | null }[],
): Promise<Map<number, string>> {
  const ids = [...new Set(sessions.flatMap(({ appPasswordId }) => appPasswordId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db.appPassword.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
