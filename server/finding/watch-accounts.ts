import { setImmediate as turn } from "node:timers/promises";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { type DoctorLimits, doctorLimits } from "./look/limits.ts";
import { lookAtAccount } from "./look/look-at-account.ts";
import { noteFindings } from "./note-findings.ts";

const pageSize = 1_000;
/** Accounts looked at in one round; the others have their turn in the next. */
const mostLooked = 200;
/** An account that is not suspicious is looked at no more often than that. */
const calmMs = 60 * 60_000;
/** A session's end is written within a second or so. */
const lateMs = 5_000;
const firstLookMs = 60 * 60_000;

interface Watch {
  /** Sessions that ended before that were seen. */
  seenUntil: Date;
  readonly waiting: Set<number>;
  /** When each account was looked at last, in milliseconds of the monotonic clock. */
  readonly lookedAt: Map<number, number>;
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
    watch.lookedAt.set(accountId, store.clock.monotonicMs());
    await lookAt(store, accountId, limits);
    await turn();
  }
  return accountIds.length;
}

async function lookAt(store: Store, accountId: number, limits: DoctorLimits): Promise<void> {
  try {
    await noteFindings(store, accountId, await lookAtAccount(store, accountId, limits));
  } catch (error) {
    // The account went meanwhile, and its findings with it.
    if (error instanceof DomainError && error.code === "not-found") return;
    throw error;
  }
}

function watchOf(store: Store): Watch {
  const known = watches.get(store.db);
  if (known !== undefined) return known;
  const seenUntil = new Date(store.clock.now().getTime() - firstLookMs);
  const watch = { seenUntil, waiting: new Set<number>(), lookedAt: new Map<number, number>() };
  watches.set(store.db, watch);
  return watch;
}

/** Accounts whose sessions ended since the last time, and those with open findings that were not looked at for long. */
async function gather({ db, clock }: Store, watch: Watch, stop?: AbortSignal): Promise<void> {
  const until = new Date(clock.now().getTime() - lateMs);
  const nowMs = clock.monotonicMs();
  const isDue = (accountId: number) => nowMs - (watch.lookedAt.get(accountId) ?? Number.NEGATIVE_INFINITY) > calmMs;
  for (let from = watch.seenUntil; !stop?.aborted; ) {
    const rows = await db.session.findMany({
      where: { endedAt: { gte: from, lt: until }, accountId: { not: null } },
      orderBy: [{ endedAt: "asc" }, { startedAt: "asc" }],
      take: pageSize,
      select: { accountId: true, endedAt: true, endReason: true, markedCount: true },
    });
    const ends = new Map<number, number>();
    for (const { accountId, endReason, markedCount } of rows) {
      if (accountId === null) continue;
      const count = (ends.get(accountId) ?? 0) + 1;
      ends.set(accountId, count);
      const isSuspicious = count >= manySessions || (markedCount > 0 && endReason !== "quit");
      if (isSuspicious || isDue(accountId)) watch.waiting.add(accountId);
    }
    const last = rows.at(-1)?.endedAt;
    watch.seenUntil = rows.length < pageSize ? until : (last ?? until);
    // Where so many ended in one instant, going on is worth more than seeing each.
    if (rows.length < pageSize || last === null || last === undefined || last.getTime() === from.getTime()) break;
    from = last;
    await turn();
  }
  const open = await db.finding.findMany({
    where: { endedAt: null },
    distinct: ["accountId"],
    select: { accountId: true },
  });
  for (const { accountId } of open) {
    if (nowMs - (watch.lookedAt.get(accountId) ?? 0) > openMs) watch.waiting.add(accountId);
  }
}

/** Of one account in one look: it polls. */
const manySessions = 4;
/** How often what is open is looked at again. */
const openMs = 5 * 60_000;
