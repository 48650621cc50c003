import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { oneRow } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { giveUpSteps } from "./step-pages.ts";

const ended = { in: ["failed", "cancelled"] };

/**
 * Lets a task that failed or was cancelled go on with the steps it has not done, for whoever asks now. Refuses with `not-found` what has none
 * left, or was given up.
 */
export async function continueTask(
  store: Store,
  input: { id: number },
  actor: Actor,
): Promise<{ id: number; kind: string }> {
  const { id } = parseInput(oneRow, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.task.updateMany({
      where: { id, state: ended, items: { some: { outcome: null } } },
      data: {
        state: "waiting",
        cancelWishedAt: null,
        endedAt: null,
        errorText: null,
        attemptCount: 0,
        actorKind: actor.kind,
        actorName: actor.name,
        remoteAddress: actor.remoteAddress,
      },
    });
    if (count === 0) throw new DomainError("not-found", "There is nothing left of this task that could go on.", "id");
    const { title, kind } = await tx.task.findUniqueOrThrow({ where: { id }, select: { title: true, kind: true } });
    await appendAudit(tx, actor, now, { action: "task.continue", object: `task ${id}`, after: { title } });
    return { id, kind };
  });
}

/** Ends what a task that failed or was cancelled has not done: it cannot go on, and passwords that wait in it are forgotten. Refuses with `not-found`. */
export async function giveUpTask(store: Store, input: { id: number }, actor: Actor): Promise<{ count: number }> {
  const { id } = parseInput(oneRow, input);
  const where = { id, state: ended, items: { some: { outcome: null } } };
  const task = await store.db.task.findFirst({ where, select: { title: true } });
  if (task === null) throw new DomainError("not-found", "There is nothing left of this task.", "id");
  await store.db.$transaction((tx) =>
    appendAudit(tx, actor, store.clock.now(), { action: "task.give-up", object: `task ${id}`, after: task }),
  );
  return { count: await giveUpSteps(store, id, `Not done: given up by ${actor.name}.`) };
}
