import type { Store } from "../store.ts";
import { asRule, ruleColumns } from "./add-rule.ts";
import type { BlockView, RuleView, ThrottleView } from "./schema.ts";

export interface Listed<Row> {
  readonly rows: readonly Row[];
  /** All there are. */
  readonly total: number;
}

/** Networks an administrator lets in or keeps out now, the latest first. */
export async function readRules(store: Store, most = 500): Promise<Listed<RuleView>> {
  const where = { endedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: store.clock.now() } }] };
  const [rows, total] = await Promise.all([
    store.db.networkRule.findMany({ where, orderBy: { id: "desc" }, take: most, select: ruleColumns }),
    store.db.networkRule.count({ where }),
  ]);
  return { rows: rows.map(asRule), total };
}

/** Networks the daemon keeps out now, the latest first. */
export async function readBlocks(store: Store, most = 100): Promise<Listed<BlockView>> {
  const where = { liftedAt: null, expiresAt: { gt: store.clock.now() } };
  const [rows, total] = await Promise.all([
    store.db.block.findMany({
      where,
      orderBy: { startedAt: "desc" },
      take: most,
      select: {
        id: true,
        network: true,
        reason: true,
        guesses: true,
        addresses: true,
        repetition: true,
        startedAt: true,
        expiresAt: true,
        refusedCount: true,
        lastRefusedAt: true,
      },
    }),
    store.db.block.count({ where }),
  ]);
  return { rows: rows.map((row) => ({ ...row, reason: row.reason as BlockView["reason"] })), total };
}

/** Who has to wait before the next attempt, or will after the next wrong one; the longest wait first. */
export async function readThrottled(store: Store, most = 100): Promise<Listed<ThrottleView>> {
  const where = { liftNumber: null };
  const [rows, total] = await Promise.all([
    store.db.throttle.findMany({
      where,
      orderBy: { notBeforeAt: "desc" },
      take: most,
      select: {
        network: true,
        address: true,
        accountId: true,
        isKnown: true,
        guesses: true,
        heldBack: true,
        notBeforeAt: true,
        firstAt: true,
      },
    }),
    store.db.throttle.count({ where }),
  ]);
  return { rows, total };
}
