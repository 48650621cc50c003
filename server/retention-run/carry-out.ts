import { availableParallelism, loadavg } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { appendAudit } from "../audit/append-audit.ts";
import { logger } from "../log.ts";
import { packSequences, sequencesOf } from "../maildrop/packed-set.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { dueByAccount, livingAccounts } from "./due-statements.ts";
import { planRun, questionOf } from "./plan-run.ts";
import { readPolicies } from "./policies.ts";
import { type NotRemoved, type RemoveDue, type RemovedDue, removeDue } from "./remove-due-statement.ts";

const log = logger("retention");

export interface Pace {
  /** Messages removed in one transaction. */
  readonly messages: number;
  /** Accounts looked at before the run's place is written down. */
  readonly accounts: number;
  /** How often, and after what pause, maildrops that a session held are tried again. */
  readonly retries: number;
  readonly retryMs: number;
}

const usualPace: Pace = { messages: 500, accounts: 500, retries: 20, retryMs: 30_000 };
/** An approval is for about as much as it was shown. */
const approvedSlack = 1.05;
const approvedSlackMessages = 100;
/** A run that finds much more than it had counted is counted again: a rule was changed under it. */
const plannedSlack = 1.1;
const plannedSlackMessages = 1_000;
/** Beside clients: as long a rest as the work took, and a longer one while the machine is busy. */
const busyRestMs = 200;

/**
 * Carries out the run that is waiting or was broken off, if there is one, until it has ended, asks, or `stop`. Only the daemon's primary
 * does this, one at a time. What was removed stands in the run's rows in the same transaction, so that it goes on where it was.
 */
export async function carryOutRun(store: Store, stop: AbortSignal, pace: Pace = usualPace): Promise<void> {
  const run = await store.db.retentionRun.findFirst({
    where: { state: { in: ["waiting", "counting", "running"] } },
    select: { id: true },
  });
  if (run === null) return;
  try {
    await new CarryOut(store, run.id, stop, pace).run();
  } catch (error) {
    if (stop.aborted) return;
    // Trouble with the database or the disk passes: the run goes on with the next look, and says meanwhile what holds it up.
    const errorText = error instanceof Error ? error.message : String(error);
    await store.db.retentionRun
      .updateMany({ where: { id: run.id }, data: { errorText } })
      .catch((err: unknown) =>
        log.warn({ event: "run-trouble-not-noted", run: run.id, err }, "the run does not show it"),
      );
    throw error;
  }
}

class CarryOut {
  constructor(
    private readonly store: Store,
    private readonly id: number,
    private readonly stop: AbortSignal,
    private readonly pace: Pace,
  ) {}

  async run(): Promise<void> {
    for (;;) {
      const { state, cancelWishedAt } = await this.#read();
      if (cancelWishedAt !== null) return this.#end("cancelled");
      if (state === "running") {
        if ((await this.#remove()) === "count-again") continue;
        return;
      }
      if (state !== "waiting" && state !== "counting") return;
      if (!(await this.#count())) return;
    }
  }

  #read() {
    return this.store.db.retentionRun.findUniqueOrThrow({
      where: { id: this.id },
      select: {
        state: true,
        cancelWishedAt: true,
        answeredAt: true,
        plannedCount: true,
        removedCount: true,
        nextAccountId: true,
        lockedAccounts: true,
      },
    });
  }

  /** Whether the run may remove. */
  async #count(): Promise<boolean> {
    const { db, clock } = this.store;
    const before = await this.#read();
    await db.retentionRun.updateMany({
      where: { id: this.id, state: { in: ["waiting", "counting"] } },
      data: { state: "counting", seenAt: clock.now() },
    });
    const tally = await planRun(this.store, this.stop);
    if (this.stop.aborted) return false;
    const question = await questionOf(this.store, tally, await readSettings(this.store));
    const isApproved =
      before.answeredAt !== null && tally.messageCount <= before.plannedCount * approvedSlack + approvedSlackMessages;
    const mayRun = question === null || isApproved;
    const now = clock.now();
    const { count } = await db.retentionRun.updateMany({
      where: { id: this.id, state: "counting", cancelWishedAt: null },
      data: {
        state: mayRun ? "running" : "asking",
        question: question ?? "",
        ...(mayRun ? { startedAt: now } : { answeredAt: null, answeredBy: "" }),
        plannedCount: tally.messageCount,
        plannedOctets: BigInt(tally.octets),
        plannedAccounts: tally.accountCount,
        plannedUndownloaded: tally.undownloadedCount,
        largest: JSON.stringify(await tally.largest(db)),
        nextAccountId: 1,
        lockedAccounts: null,
        seenAt: now,
      },
    });
    return count > 0 ? mayRun : true;
  }

  async #remove(): Promise<"count-again" | "over"> {
    const run = await this.#read();
    const most = run.removedCount + run.plannedCount * plannedSlack + plannedSlackMessages;
    const locked = new Set<number>(run.lockedAccounts === null ? [] : sequencesOf(run.lockedAccounts));
    let removed = run.removedCount;
    for (let first = run.nextAccountId; ; ) {
      const page = await this.#accountsFrom(first);
      const last = page.at(-1);
      if (last === undefined) break;
      for (const accountId of await this.#due(page)) {
        const gone = await this.#removeOf(accountId, locked);
        if (gone === "stopped") return this.#stopped();
        removed += gone;
        if (removed > most) return this.#countAgain();
      }
      first = last.id + 1;
      if (await this.#note(first, locked)) return this.#stopped();
    }
    return this.#retry(locked);
  }

  /** Maildrops that a session held, until they are free or there were tries enough. */
  async #retry(locked: Set<number>): Promise<"over"> {
    for (let attempt = 0; locked.size > 0 && attempt < this.pace.retries; attempt += 1) {
      await wait(this.pace.retryMs, undefined, { signal: this.stop }).catch(() => {});
      for (const accountId of [...locked]) {
        locked.delete(accountId);
        if ((await this.#removeOf(accountId, locked)) === "stopped") return this.#stopped();
      }
      if (await this.#note(null, locked)) return this.#stopped();
    }
    await this.#end("done");
    return "over";
  }

  #accountsFrom(from: number) {
    return this.store.statements.read(livingAccounts, { from, take: this.pace.accounts });
  }

  /** Those of a page of which something seems due; the removing transaction decides. */
  async #due(page: readonly { id: number; domainId: number }[]): Promise<number[]> {
    const { db, clock, statements } = this.store;
    const policies = await readPolicies(db, clock.now());
    const wanted = new Map(page.map((account) => [account.id, policies.of(account)]));
    const due: number[] = [];
    for (const policy of new Set(wanted.values())) {
      if (policy === null) continue;
      const ids = [...wanted].flatMap(([id, of]) => (of === policy ? [id] : []));
      for (const { accountId } of await statements.read(dueByAccount, { ids, policy })) due.push(accountId);
    }
    return due.sort((one, other) => one - other);
  }

  /** How many messages went; a maildrop that a session holds is remembered. */
  async #removeOf(accountId: number, locked: Set<number>): Promise<number | "stopped"> {
    const { statements, clock } = this.store;
    let removed = 0;
    for (let after: number | null = 0; after !== null; ) {
      if (this.stop.aborted) return "stopped";
      const began = performance.now();
      const asked: RemoveDue = {
        runId: this.id,
        accountId,
        after,
        take: this.pace.messages,
        now: clock.now().getTime(),
      };
      const result: RemovedDue | NotRemoved = await statements.write(removeDue, asked);
      if (result === "stopped") return "stopped";
      if (result === "locked") locked.add(accountId);
      if (typeof result === "string") return removed;
      removed += result.messageCount;
      await rest(performance.now() - began);
      after = result.next;
    }
    return removed;
  }

  /** Writes down how far the run is. Whether it shall stop. */
  async #note(nextAccountId: number | null, locked: ReadonlySet<number>): Promise<boolean> {
    const ids = [...locked].sort((one, other) => one - other);
    const { cancelWishedAt } = await this.store.db.retentionRun.update({
      where: { id: this.id },
      data: {
        ...(nextAccountId === null ? {} : { nextAccountId }),
        lockedAccounts: ids.length === 0 ? null : packSequences(ids),
        lockedCount: ids.length,
        seenAt: this.store.clock.now(),
      },
      select: { cancelWishedAt: true },
    });
    return cancelWishedAt !== null || this.stop.aborted;
  }

  async #stopped(): Promise<"over"> {
    if (!this.stop.aborted) await this.#end("cancelled");
    return "over";
  }

  async #countAgain(): Promise<"count-again"> {
    const data = { state: "counting", answeredAt: null, answeredBy: "" };
    await this.store.db.retentionRun.updateMany({ where: { id: this.id, state: "running" }, data });
    return "count-again";
  }

  async #end(state: "done" | "cancelled"): Promise<void> {
    const { db, clock } = this.store;
    const now = clock.now();
    await db.$transaction(async (tx) => {
      const parts = await tx.retentionRunPart.groupBy({ by: ["accountId"], where: { runId: this.id } });
      const { removedCount, removedOctets, lockedCount } = await tx.retentionRun.update({
        where: { id: this.id },
        data: { state, errorText: "", endedAt: now, seenAt: now, accountCount: parts.length },
        select: { removedCount: true, removedOctets: true, lockedCount: true },
      });
      const after = {
        state,
        messages: removedCount,
        octets: removedOctets,
        accounts: parts.length,
        inUse: lockedCount,
      };
      const actor = { kind: "daemon", name: "retention", remoteAddress: null } as const;
      await appendAudit(tx, actor, now, { action: "retention.run-ended", object: `run ${this.id}`, after });
    });
  }
}

async function rest(workedMs: number): Promise<void> {
  const isBusy = (loadavg()[0] ?? 0) > availableParallelism();
  await wait(Math.max(workedMs, isBusy ? busyRestMs : 0), undefined, { ref: false });
}
