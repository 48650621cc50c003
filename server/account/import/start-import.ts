import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { DomainError } from "../../errors.ts";
import { parseInput } from "../../input/parse-input.ts";
import type { Store } from "../../store.ts";
import { type ImportStart, importOrder, importStart } from "./schema.ts";

/** Lets a prepared import begin. Refuses with `not-found` what is no draft any more. */
export async function startImport(store: Store, input: ImportStart, actor: Actor): Promise<{ taskId: number }> {
  const { id, createsDomains } = parseInput(importStart, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const task = await tx.task.findUnique({ where: { id, kind: "account-import", state: "draft" } });
    const order = task && importOrder.parse(JSON.parse(task.input));
    const { count } = await tx.task.updateMany({
      where: { id, kind: "account-import", state: "draft" },
      data: {
        state: "waiting",
        input: JSON.stringify({ ...order, createsDomains }),
        actorKind: actor.kind,
        actorName: actor.name,
        remoteAddress: actor.remoteAddress,
      },
    });
    if (!order || count === 0)
      throw new DomainError("not-found", "This import was applied or discarded already.", "id");
    await appendAudit(tx, actor, now, {
      action: "account.import",
      object: `task ${id}`,
      after: { fileName: order.fileName, createsDomains },
    });
  });
  return { taskId: id };
}
