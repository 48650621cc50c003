import { readDeletedAccounts } from "#server/account/read-deleted.ts";
import { deletedAccountList } from "#server/account/schema.ts";
import { readListenerUse, readListenerUseSummary } from "#server/listener/use.ts";
import { listenerUseList } from "#server/listener/schema.ts";
import { readBlocks, readRules, readThrottled } from "#server/protection/read.ts";
import { readFindings } from "#server/finding/read.ts";
import { findingList } from "#server/finding/schema.ts";
import { readLocks } from "#server/lock/read.ts";
import { lockList } from "#server/lock/schema.ts";
import { readReceipts } from "#server/receipt/read.ts";
import { receiptList } from "#server/receipt/schema.ts";
import { readDomainQuotas } from "#server/quota/read-domains.ts";
import { readNearQuota } from "#server/quota/read.ts";
import { nearList } from "#server/quota/schema.ts";
import { readRecoverable, readRecoverableTotals } from "#server/recoverable/read.ts";
import { recoverableList } from "#server/recoverable/schema.ts";
import { readRunParts, readRuns } from "#server/retention-run/read-runs.ts";
import { simulateRetention } from "#server/retention-run/simulate.ts";
import { readDiffering } from "#server/retention/read-differing.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { readSessionActivity } from "#server/session/activity.ts";
import { readFailingNetworks, readFailures } from "#server/sign-in-failure/read.ts";
import { failureList } from "#server/sign-in-failure/schema.ts";
import type { Store } from "#server/store.ts";
import { readTaskItems, readTasks } from "#server/task/read.ts";
import { taskItemList, taskList } from "#server/task/schema.ts";
import { type Measured, pagesOf } from "./measured.ts";

const directions = ["asc", "desc"] as const;
const dayMs = 24 * 60 * 60 * 1000;

/** Lists of policies and of what came of them, at the first page, the middle and the last of each. `isWanted`: by name, without its page. */
export async function moreLists(store: Store, isWanted: (name: string) => boolean): Promise<Measured[]> {
  const { taskId } = await store.db.taskItem.findFirstOrThrow({ select: { taskId: true } });
  const { runId } = await store.db.retentionRunPart.findFirstOrThrow({ select: { runId: true } });
  const all: Measured[] = [];
  async function list<Row>(
    name: string,
    read: (at: Store, page: number) => Promise<{ rows: readonly Row[]; total: number }>,
    pageSize = 50,
  ): Promise<void> {
    if (!isWanted(name)) return;
    const { total } = await read(store, 1);
    for (const page of pagesOf(total, pageSize)) {
      all.push({ name: `${name}, page ${page} of ${total} rows`, run: (at) => read(at, page) });
    }
  }
  for (const search of ["", "ann", "zzzz"]) {
    for (const sort of ["deletedAt", "address", "octets"]) {
      for (const direction of directions) {
        await list(`deleted accounts "${search}" by ${sort} ${direction}`, (at, page) =>
          readDeletedAccounts(at, deletedAccountList.parse({ search, sort, direction, page })),
        );
      }
    }
  }
  for (const narrowing of [{}, { cause: "retention" }, { domainId: 1 }, { accountId: 77 }, { from: "2026-11-01" }]) {
    for (const search of ["", "order", "No. 7919", "shop-7", "zzzz", "überweisung", "mx7.example"]) {
      for (const sort of ["removedAt", "purgeAfterAt", "octets"]) {
        await list(`recoverable ${JSON.stringify(narrowing)} "${search}" by ${sort}`, (at, page) =>
          readRecoverable(at, recoverableList.parse({ ...narrowing, search, sort, page })),
        );
      }
    }
  }
  for (const of of [{}, { domainId: 1 }, { accountId: 77 }]) {
    all.push({ name: `recoverable held ${JSON.stringify(of)}`, run: (at) => readRecoverableTotals(at, of) });
  }
  for (const search of ["", "name77", "203.7.", "zzzz"]) {
    await list(`failures "${search}"`, (at, page) => readFailures(at, failureList.parse({ search, page })));
  }
  await list("failures of an account", (at, page) => readFailures(at, failureList.parse({ accountId: 77, page })));
  for (const narrowing of [{}, { accountId: 77 }]) {
    for (const search of ["", "order", "sender 77", "q7919", "zzzz"]) {
      await list(`messages ${JSON.stringify(narrowing)} "${search}"`, (at, page) =>
        readReceipts(at, receiptList.parse({ ...narrowing, search, page })),
      );
    }
  }
  await list("locks", (at, page) => readLocks(at, lockList.parse({ page })));
  await list("findings", (at, page) => readFindings(at, findingList.parse({ page })));
  all.push({ name: "failing networks", run: (at) => readFailingNetworks(at, new Date(Date.now() - dayMs), 20) });
  all.push({ name: "blocks", run: (at) => readBlocks(at) });
  all.push({ name: "network rules", run: (at) => readRules(at) });
  all.push({ name: "throttled", run: (at) => readThrottled(at) });
  for (const state of ["all", "open", "ended"]) {
    await list(`tasks ${state}`, (at, page) => readTasks(at, taskList.parse({ state, page })));
  }
  for (const narrowing of [{}, { outcome: "refused" }, { outcome: "open" }, { verdict: "new" }]) {
    await list(`steps of a task ${JSON.stringify(narrowing)}`, (at, page) =>
      readTaskItems(at, taskId, taskItemList.parse({ ...narrowing, page })),
    );
  }
  await list("retention runs", (at, page) => readRuns(at, { page, pageSize: 50 }));
  await list("parts of a retention run", (at, page) => readRunParts(at, { runId, page, pageSize: 50 }));
  for (const search of ["", "ann", "zzzz"]) {
    await list(`places with rules "${search}"`, (at, page) => readDiffering(at, { search, page, pageSize: 50 }));
  }
  for (const narrowing of [{}, { domainId: 1 }]) {
    for (const filter of ["all", "near", "full", "refused"]) {
      await list(`near quota ${filter} ${JSON.stringify(narrowing)}`, (at, page) =>
        readNearQuota(at, nearList.parse({ ...narrowing, filter, page })),
      );
    }
  }
  for (const search of ["", "cedar"]) {
    await list(`quotas of domains "${search}"`, (at, page) => readDomainQuotas(at, { search, page, pageSize: 20 }), 20);
  }
  const listeners = await store.db.listener.findMany({ where: { protocol: "pop3" }, select: { id: true, name: true } });
  for (const { id: listenerId, name } of listeners) {
    for (const tls of ["no", "all"] as const) {
      all.push({
        name: `who uses ${name}, ${tls}: summary`,
        run: (at) => readListenerUseSummary(at, { listenerId, tls }),
      });
      for (const direction of directions) {
        await list(`who uses ${name}, ${tls}, ${direction}`, (at, page) =>
          readListenerUse(at, listenerUseList.parse({ listenerId, tls, direction, page })),
        );
      }
    }
  }
  all.push({
    name: "what clients did in a day",
    run: (at) => readSessionActivity(at, new Date(at.clock.now().getTime() - dayMs)),
  });
  return all;
}

/** What the retention simulator is asked: these have two seconds. */
export function simulations(): Measured[] {
  const actor = { kind: "command-line", name: "bench", remoteAddress: null } as const;
  return [
    { removeAfterDownloadDays: 30 },
    { removeAfterArrivalDays: 365 },
    { removeAfterArrivalDays: 365, removeAfterDownloadDays: 30, keepsUndownloaded: "no" },
    { level: "domain", id: 1, removeAfterDownloadDays: 30 },
    { level: "account", id: 77, removeAfterDownloadDays: 30 },
  ].map((given) => {
    const change = ruleChange.parse({ level: "server", ...given });
    return { name: `simulation ${JSON.stringify(given)}`, run: (at) => simulateRetention(at, change, actor) };
  });
}
