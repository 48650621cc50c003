import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { activeStates } from "./run-states.ts";

/** Asks for a run now; the daemon carries it out. Refuses with `in-use` while another is under way. */
export async function startRun(store: Store, _input: object, actor: Actor): Promise<{ id: number }> {
  return store.db.$transaction(async (tx) => {
    const run = await createRun(tx, "administrator", actor.name, store.clock.now());
    if (run === null) throw new DomainError("in-use", "A run is under way already. Wait for it, or cancel it.");
    const entry = { action: "retention.run", object: `run ${run.id}`, after: { cause: "administrator" } };
    await appendAudit(tx, actor, store.clock.now(), entry);
    return run;
  });
}

/** Null where one is active. The turn on Control's row keeps two askers apart. */
export async function createRun(
  tx: Tx,
  cause: "schedule" | "administrator",
  actorName: string,
  now: Date,
): Promise<{ id: number } | null> {
  await tx.control.updateMany({ where: { id: 1 }, data: { id: 1 } });
  const active = await tx.retentionRun.findFirst({ where: { state: { in: [...activeStates] } }, select: { id: true } });
  if (active !== null) return null;
  return tx.retentionRun.create({
    data: { cause, actorName, state: "waiting", createdAt: now },
    select: { id: true },
  });
}
