import type { Tx } from "../db.ts";
import { readRule, scopeOf } from "./read-rules.ts";
import { emptyRule, type RetentionPlace, type Rule, ruleFieldNames } from "./schema.ts";

interface RuleRow extends Rule {
  readonly holdKeepsUntilAt: Date | null;
}

/** Changes what is named of a level's rule, in the caller's transaction. A rule that says nothing is no row. Gives it before and after. */
export async function writeRule(
  tx: Tx,
  place: RetentionPlace,
  change: Partial<RuleRow>,
): Promise<{ before: Rule; after: Rule }> {
  const scope = scopeOf(place);
  const before = (await readRule(tx, place)) ?? emptyRule;
  const after: Rule = { ...before, ...change };
  const saysNothing = after.holdReason === null && ruleFieldNames.every((name) => after[name] === null);
  if (saysNothing) {
    await tx.retentionRule.deleteMany({ where: { scope } });
  } else {
    const owner = place.level === "domain" ? { domainId: place.id } : { accountId: place.id };
    const create = { scope, ...(place.level === "server" ? {} : owner), ...emptyRule, ...change };
    await tx.retentionRule.upsert({ where: { scope }, create, update: change, select: { id: true } });
  }
  return { before, after };
}
