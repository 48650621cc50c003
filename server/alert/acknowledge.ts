import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { acknowledgement } from "./schema.ts";

/** Somebody knows of it: nobody is told again until it is over, which is told. Refuses with `not-found` what is over or was acknowledged. */
export async function acknowledge(store: Store, input: { id: number }, actor: Actor): Promise<{ text: string }> {
  const { id } = parseInput(acknowledgement, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.alert.updateMany({
      where: { id, state: "firing", acknowledgedAt: null },
      data: { acknowledgedAt: now, acknowledgedBy: actor.name },
    });
    if (count === 0) throw new DomainError("not-found", "This alert is over, or was acknowledged already.", "id");
    const { text, condition, subject } = await tx.alert.findUniqueOrThrow({
      where: { id },
      select: { text: true, condition: true, subject: true },
    });
    const after = { condition, subject, text };
    await appendAudit(tx, actor, now, { action: "alert.acknowledge", object: `alert ${id}`, after });
    return { text };
  });
}
