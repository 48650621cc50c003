import type { Actor } from "../audit/append-audit.ts";
import { scopeOf } from "../retention/read-rules.ts";
import type { Rule, RuleChange } from "../retention/schema.ts";
import type { Store } from "../store.ts";
import { saveRetentionRule } from "./save-rule.ts";

/** Saves a change with the simulation that this person was shown last of that level: what saveRetentionRule refuses, it refuses. */
export async function saveRuleAsSeen(
  store: Store,
  change: RuleChange,
  actor: Actor,
): Promise<{ name: string; rule: Rule }> {
  const seen = await store.db.retentionSimulation.findFirst({
    where: { scope: scopeOf(change), actorName: actor.name, savedAt: null },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  return saveRetentionRule(store, { change, simulationId: seen?.id ?? null }, actor);
}
