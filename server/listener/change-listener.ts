import { type Actor, appendAudit, type NewAuditEntry } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { isUniqueViolation } from "../database/refusal.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { asWish, wishColumns } from "./read.ts";
import type { ListenerWish } from "./schema.ts";

/**
 * One transaction for every change of a listener: the generation first, so that changes come one after the other, then
 * the wish, then the audit entry.
 */
export async function changeListeners<Result>(
  store: Store,
  actor: Actor,
  change: (tx: Tx, now: Date) => Promise<{ result: Result; audit: NewAuditEntry | null }>,
): Promise<Result> {
  const now = store.clock.now();
  try {
    return await store.db.$transaction(async (tx) => {
      await growGeneration(tx);
      const { result, audit } = await change(tx, now);
      if (audit) await appendAudit(tx, actor, now, audit);
      return result;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", "Another listener has this name.", "name", { cause: error });
  }
}

/** Refuses with `not-found`. */
export async function findListener(tx: Tx, id: number): Promise<ListenerWish> {
  const row = await tx.listener.findUnique({ where: { id }, select: wishColumns });
  if (row) return asWish(row);
  throw new DomainError("not-found", "This listener no longer exists.", "id");
}
