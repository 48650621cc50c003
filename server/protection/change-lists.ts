import { type Actor, appendAudit, type NewAuditEntry } from "../audit/append-audit.ts";
import { growProtection } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";

export interface ListTurn {
  readonly tx: Tx;
  readonly now: Date;
  /** Of this change: what it touches carries it. */
  readonly changeNumber: number;
}

/** One transaction for every change of the lists: its number first, so that changes come one after the other, then the change, then the audit entry. */
export function changeLists<Result>(
  store: Store,
  actor: Actor,
  change: (turn: ListTurn) => Promise<{ result: Result; audit: NewAuditEntry }>,
): Promise<Result> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const changeNumber = await growProtection(tx);
    const { result, audit } = await change({ tx, now, changeNumber });
    await appendAudit(tx, actor, now, audit);
    return result;
  });
}
