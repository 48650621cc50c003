import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { type Preferences, preferences } from "./schema.ts";

/** What an administrator chooses for himself. */
export async function changePreferences(
  store: Store,
  input: Preferences & { administratorId: number },
  actor: Actor,
): Promise<void> {
  const { timeZone } = parseInput(preferences, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const where = { id: input.administratorId };
    const before = await tx.administrator.findUniqueOrThrow({ where, select: { timeZone: true, email: true } });
    await tx.administrator.update({ where, data: { timeZone }, select: { id: true } });
    await appendAudit(tx, actor, now, {
      action: "administrator.change-preferences",
      object: before.email,
      before: { timeZone: before.timeZone },
      after: { timeZone },
    });
  });
}
