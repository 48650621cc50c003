import { tellChanges } from "#server/audit/tell-changes.ts";
import { purgeDeletedAccounts } from "#server/account/purge-deleted-accounts.ts";
import { attemptDue } from "#server/acme/attempt.ts";
import { purgeSignIns } from "#server/administrator/purge-sign-ins.ts";
import { reclaimSegments } from "#server/body/upkeep/reclaim-segments.ts";
import { scrubSegment } from "#server/body/upkeep/scrub-segment.ts";
import { purgeExceptions } from "#server/exception/read.ts";
import { watchAccounts } from "#server/finding/watch-accounts.ts";
import { noteListenerUse } from "#server/listener/note-use.ts";
import { carryOutPlans } from "#server/listener/plan-change.ts";
import type { Logger } from "#server/log.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { keepMaildropAges } from "#server/maildrop-ages/keep-ages.ts";
import { purgeMetrics } from "#server/metric/purge-metrics.ts";
import { freeLeftBehind } from "#server/node/free-left-behind.ts";
import { watchQuotas } from "#server/quota/watch-quotas.ts";
import { purgeExpired } from "#server/recoverable/purge-expired.ts";
import { purgeProtection } from "#server/protection/purge-protection.ts";
import { writeMissingReceipts } from "#server/receipt/catch-up.ts";
import { purgeReceipts } from "#server/receipt/purge-receipts.ts";
import { purgePastSessions } from "#server/session/purge-past-sessions.ts";
import { purgeTraces } from "#server/session-trace/purge-traces.ts";
import { purgeFailures } from "#server/sign-in-failure/purge-failures.ts";
import { carryOutRun } from "#server/retention-run/carry-out.ts";
import { purgeSimulations } from "#server/retention-run/purge-simulations.ts";
import { scheduleRun } from "#server/retention-run/schedule.ts";
import type { Store } from "#server/store.ts";
import { purgeTasks } from "#server/task/purge-tasks.ts";
import { rotateTicketKeys } from "#server/ticket-key/rotate-ticket-keys.ts";

/** What sessions have just removed, their worker is at: two at it would wait for each other. */
const finishLeftBehind = (store: Store) => finishRemovals(store, { olderThanMs: 60_000 });

const tellNews = (store: Store) => tellChanges(store);
const keepAges = (store: Store, stop: AbortSignal) => keepMaildropAges(store, stop);
const watchForFindings = (store: Store, stop: AbortSignal) => watchAccounts(store, stop);
const noteUse = (store: Store, stop: AbortSignal) => noteListenerUse(store, stop);
const purgeDeleted = (store: Store) => purgeDeletedAccounts(store);
const reclaim = (store: Store) => reclaimSegments(store);
const scrub = (store: Store) => scrubSegment(store);

/** What is left to do after something was promised, and how often it is looked for; workers do most of it at once. */
const chores = [
  { name: "carry-out-plans", everyMs: 1_000, run: carryOutPlans },
  { name: "tell-changes", everyMs: 1_000, run: tellNews },
  { name: "free-left-behind", everyMs: 5_000, run: freeLeftBehind },
  { name: "fetch-certificates", everyMs: 5_000, run: attemptDue },
  { name: "finish-removals", everyMs: 10_000, run: finishLeftBehind },
  { name: "schedule-retention", everyMs: 20_000, run: scheduleRun },
  { name: "carry-out-retention", everyMs: 3_000, run: carryOutRun },
  { name: "watch-accounts", everyMs: 15_000, run: watchForFindings },
  { name: "watch-quotas", everyMs: 10_000, run: watchQuotas },
  { name: "reclaim-segments", everyMs: 15_000, run: reclaim },
  { name: "purge-deleted-accounts", everyMs: 30_000, run: purgeDeleted },
  { name: "purge-expired", everyMs: 60_000, run: purgeExpired },
  { name: "note-listener-use", everyMs: 60_000, run: noteUse },
  { name: "keep-maildrop-ages", everyMs: 10 * 60_000, run: keepAges },
  { name: "scrub-segment", everyMs: 10 * 60_000, run: scrub },
  { name: "purge-past-sessions", everyMs: 60 * 60_000, run: purgePastSessions },
  { name: "purge-traces", everyMs: 60 * 60_000, run: purgeTraces },
  { name: "purge-metrics", everyMs: 10 * 60_000, run: purgeMetrics },
  { name: "purge-receipts", everyMs: 60 * 60_000, run: purgeReceipts },
  { name: "write-missing-receipts", everyMs: 60 * 60_000, run: writeMissingReceipts },
  { name: "purge-protection", everyMs: 60 * 60_000, run: purgeProtection },
  { name: "purge-failures", everyMs: 60 * 60_000, run: purgeFailures },
  { name: "purge-exceptions", everyMs: 60 * 60_000, run: purgeExceptions },
  { name: "purge-simulations", everyMs: 60 * 60_000, run: purgeSimulations },
  { name: "purge-tasks", everyMs: 60 * 60_000, run: purgeTasks },
  { name: "purge-sign-ins", everyMs: 60 * 60_000, run: purgeSignIns },
  { name: "rotate-ticket-keys", everyMs: 60 * 60_000, run: rotateTicketKeys },
] as const;

/** Does each chore at once and then again and again, never twice at a time. Gives the function that stops them. */
export function startChores(store: Store, log: Logger): () => void {
  const stopping = new AbortController();
  const timers = chores.map(({ name, everyMs, run }) => {
    let isRunning = false;
    const once = async () => {
      if (isRunning) return;
      isRunning = true;
      try {
        await run(store, stopping.signal);
      } catch (err) {
        log.error({ event: "chore-failed", chore: name, err }, "left for the next time");
      } finally {
        isRunning = false;
      }
    };
    void once();
    return setInterval(() => void once(), everyMs);
  });
  return () => {
    stopping.abort();
    for (const timer of timers) clearInterval(timer);
  };
}
