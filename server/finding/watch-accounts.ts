import { setImmediate as turn } from "node:timers/promises";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { endedBetween } from "./ended-statements.ts";
import { type DoctorLimits, doctorLimits } from "./look/limits.ts";
import { lookAtAccount } from "./look/look-at-account.ts";
import { noteFindings } from "./note-findings.ts";

/** Sessions counted in one turn of the event loop: some milliseconds. */
const sessionsAtOnce = 1_000;
/** Accounts looked at in one round; the others have their turn in the next. */
const mostLooked = 200;
/** An account that is not suspicious is looked at no more often than that. */
const calmMs = 60 * 60_000;
/** A suspicious one: at once, and where that shows nothing new half as often each time, down to the second. */
const [leastPauseMs, mostPauseMs] = [10_000, 10 * 60_000];
/** Sessions of one account between two rounds that are too many. */
const manySessions = 4;
/** How often what is open is looked at again. */
const openMs = 5 * 60_000;
/** A session's end is written within a second or so. */
const lateMs = 5_000;
const firstLookMs = 60 * 60_000;

interface Look {
  /** Of the monotonic clock. */
  readonly atMs: number;
  /** Until the account may be looked at for suspicion again. */
  readonly pauseMs: number;
}

interface Watch {
  /** Sessions that ended before that were seen; milliseconds since 1970. */
  seenUntil: number;
  /** Accounts whose sessions gave a reason since they were looked at. */
  readonly suspicious: Set<number>;
  readonly waiting: Set<number>;
  /** The last one at each account. */
  readonly looks: Map<number, Look>;
}

/** What this process remembers; after a restart it looks at the last hour's sessions anew. */
const watches = new WeakMap<object, Watch>();

/**
 * Looks at accounts whose sessions have just ended, and at those with open findings: notes what is found of their mail programs, and ends
 * what is gone. An account whose sessions give no reason is looked at once an hour. Gives how many were looked at.
 */
export async function watchAccounts(
  store: Store,
  stop?: AbortSignal,
  limits: DoctorLimits = doctorLimits,
): Promise<number> {
  const watch = watchOf(store);
  await gather(store, watch, stop);
  const accountIds = [...watch.waiting].slice(0, mostLooked);
  for (const accountId of accountIds) {
    if (stop?.aborted) break;
    watch.waiting.delete(accountId);
    watch.suspicious.delete(accountId);
    const isNew = await lookAt(store, accountId, limits);
    const atMs = store.clock.monotonicMs();
    const before = watch.looks.get(accountId);
    const isFirst = isNew || before === undefined || atMs - before.atMs > mostPauseMs;
    watch.looks.set(accountId, { atMs, pauseMs: isFirst ? leastPauseMs : Math.min(before.pauseMs * 2, mostPauseMs) });
    await turn();
  }
  return accountIds.length;
}

/** Whether anything begins or ends by it. */
async function lookAt(store: Store, accountId: number, limits: DoctorLimits): Promise<boolean> {
  try {
    return await noteFindings(store, accountId, await lookAtAccount(store, accountId, limits));
  } catch (error) {
    // The account went meanwhile, and its findings with it.
    if (error instanceof DomainError && error.code === "not-found") return false;
    throw error;
  }
}

function watchOf(store: Store): Watch {
  const known = watches.get(store.db);
  if (known !== undefined) return known;
  const seenUntil = store.clock.now().getTime() - firstLookMs;
  const watch: Watch = { seenUntil, suspicious: new Set(), waiting: new Set(), looks: new Map() };
  watches.set(store.db, watch);
  return watch;
}

/** Accounts whose sessions ended since the last time, and those with open findings that were not looked at for long. */
async function gather(store: Store, watch: Watch, stop?: AbortSignal): Promise<void> {
  const nowMs = store.clock.monotonicMs();
  const isDue = (accountId: number, pauseMs: number) =>
    nowMs - (watch.looks.get(accountId)?.atMs ?? Number.NEGATIVE_INFINITY) >= pauseMs;
  for (const [accountId, { sessions, unfinished }] of await endedSince(store, watch, stop)) {
    if (sessions >= manySessions || unfinished > 0) watch.suspicious.add(accountId);
    else if (isDue(accountId, calmMs)) watch.waiting.add(accountId);
  }
  for (const accountId of watch.suspicious) {
    if (isDue(accountId, watch.looks.get(accountId)?.pauseMs ?? 0)) watch.waiting.add(accountId);
  }
  const open = await store.db.finding.findMany({
    where: { endedAt: null },
    distinct: ["accountId"],
    select: { accountId: true },
  });
  for (const { accountId } of open) if (isDue(accountId, openMs)) watch.waiting.add(accountId);
}

interface Ended {
  sessions: number;
  unfinished: number;
}

/** By account, what ended since the last round. */
async function endedSince(
  { statements, clock }: Store,
  watch: Watch,
  stop?: AbortSignal,
): Promise<ReadonlyMap<number, Ended>> {
  const until = clock.now().getTime() - lateMs;
  const all = new Map<number, Ended>();
  while (watch.seenUntil < until && !stop?.aborted) {
    const counts = await statements.read(endedBetween, { from: watch.seenUntil, until, most: sessionsAtOnce });
    let [sessions, lastAt] = [0, watch.seenUntil];
    for (const { accountId, ...ended } of counts) {
      sessions += ended.sessions;
      lastAt = Math.max(lastAt, ended.lastAt);
      if (accountId === null) continue;
      const before = all.get(accountId) ?? { sessions: 0, unfinished: 0 };
      before.sessions += ended.sessions;
      before.unfinished += ended.unfinished;
      all.set(accountId, before);
    }
    // Where so many ended in one instant, going on is worth more than seeing each.
    watch.seenUntil = sessions < sessionsAtOnce ? until : Math.max(lastAt, watch.seenUntil + 1);
    await turn();
  }
  return all;
}
