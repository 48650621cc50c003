import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Prisma } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { activeStates, type RunState } from "./run-states.ts";

interface AskedRun {
  readonly id: number;
}

/** Lets a run go on that asked: it counts anew, and asks again where it would remove more than was approved. */
export function approveRun(store: Store, { id }: AskedRun, actor: Actor): Promise<AskedRun> {
  const change = { state: "counting", answeredBy: actor.name, answeredAt: store.clock.now() };
  return steer(store, id, actor, "retention.approve-run", ["asking"], () => change);
}

/** Ends a run that asked, with nothing removed. */
export function refuseRun(store: Store, { id }: AskedRun, actor: Actor): Promise<AskedRun> {
  const now = store.clock.now();
  const change = { state: "refused", answeredBy: actor.name, answeredAt: now, endedAt: now };
  return steer(store, id, actor, "retention.refuse-run", ["asking"], () => change);
}

/** Removes nothing more from this commit on; what was removed stays removed, and recoverable. */
export function cancelRun(store: Store, { id }: AskedRun, actor: Actor): Promise<AskedRun> {
  const now = store.clock.now();
  return steer(store, id, actor, "retention.cancel-run", activeStates, (state) =>
    // Nobody works at one that waits or asks.
    state === "waiting" || state === "asking"
      ? { state: "cancelled", cancelWishedAt: now, endedAt: now }
      : { cancelWishedAt: now },
  );
}

async function steer(
  store: Store,
  id: number,
  actor: Actor,
  action: string,
  from: readonly RunState[],
  change: (state: string) => Prisma.RetentionRunUpdateManyMutationInput,
): Promise<AskedRun> {
  return store.db.$transaction(async (tx) => {
    const run = await tx.retentionRun.findUnique({ where: { id }, select: { state: true, plannedCount: true } });
    if (run === null) throw new DomainError("not-found", "There is no such run.");
    const { count } = await tx.retentionRun.updateMany({
      where: { id, state: { in: from.filter((state) => state === run.state) } },
      data: change(run.state),
    });
    if (count === 0) throw new DomainError("in-use", `This run is ${run.state}: look at it again.`);
    const after = { messages: run.plannedCount };
    await appendAudit(tx, actor, store.clock.now(), { action, object: `run ${id}`, after });
    return { id };
  });
}
