import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { asRule, ruleColumns } from "./add-rule.ts";
import { changeLists } from "./change-lists.ts";
import type { RuleView } from "./schema.ts";

/** Takes a network off the lists. Refuses with `not-found`. */
export function endRule(store: Store, { id }: { id: number }, actor: Actor): Promise<RuleView> {
  return changeLists(store, actor, async ({ tx, now, changeNumber }) => {
    const { count } = await tx.networkRule.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: now, changeNumber },
    });
    if (count === 0) throw new DomainError("not-found", "This rule is no longer on the list.");
    const rule = asRule(await tx.networkRule.findUniqueOrThrow({ where: { id }, select: ruleColumns }));
    const { action, expiresAt, note } = rule;
    return {
      result: rule,
      audit: { action: "protection.end-rule", object: rule.network, before: { action, expiresAt, note } },
    };
  });
}
