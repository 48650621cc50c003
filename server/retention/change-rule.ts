import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { placeName } from "./place-name.ts";
import { type Rule, type RuleChange, ruleFieldNames } from "./schema.ts";
import { writeRule } from "./write-rule.ts";

/**
 * Changes what a level says of how long mail stays; the daemon goes by it within a second. `change` is parsed (ruleChange). Gives the
 * place's name and what it says now. Refuses with `not-found`, and with `invalid` what the server says by a setting. `guard` may
 * refuse what would be changed, in the same transaction: people change rules through server/retention-run/save-rule.ts.
 */
export async function changeRetentionRule(
  store: Store,
  { level, id, ...fields }: RuleChange,
  actor: Actor,
  guard: (tx: Tx, change: { readonly before: Rule; readonly after: Rule }) => Promise<void> = async () => {},
): Promise<{ name: string; rule: Rule }> {
  if (level === "server" && fields.loginDelaySeconds !== undefined && fields.loginDelaySeconds !== null) {
    const sentence = "For the whole server this is the setting loginDelaySeconds, on the page Limits.";
    throw new DomainError("invalid", sentence, "loginDelaySeconds");
  }
  const place = { level, id };
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const name = await placeName(tx, place);
    const named = ruleFieldNames.filter((field) => fields[field] !== undefined);
    const change = Object.fromEntries(named.map((field) => [field, fields[field]])) as Partial<Rule>;
    const { before, after } = await writeRule(tx, place, change);
    await guard(tx, { before, after });
    const changed = named.filter((field) => before[field] !== after[field]);
    if (changed.length > 0) {
      await appendAudit(tx, actor, store.clock.now(), {
        action: "retention.change",
        object: name,
        before: Object.fromEntries(changed.map((field) => [field, before[field]])),
        after: Object.fromEntries(changed.map((field) => [field, after[field]])),
      });
    }
    return { name, rule: after };
  });
}
