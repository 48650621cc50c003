import { z } from "zod";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Db, Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { conditions } from "./conditions/index.ts";
import { type ConditionName, conditionNames, type Rule, type RuleChange, ruleChange, type RuleView } from "./schema.ts";

const numbers = z.record(z.string(), z.number()).catch({});

/** How a condition is judged where nobody chose otherwise. */
export function usualRule(name: ConditionName): Rule {
  const { usual, thresholds } = conditions[name];
  const values = Object.entries(thresholds).map(([key, { usual: value }]) => [key, value] as const);
  return { condition: name, ...usual, thresholds: Object.fromEntries(values) };
}

/** Every condition's rule as it is in force. Numbers that a later version no longer allows are the usual ones again. */
export async function readRules({ db }: { readonly db: Db | Tx }): Promise<ReadonlyMap<ConditionName, Rule>> {
  const rows = await db.alertRule.findMany();
  return new Map(
    conditionNames.map((name) => {
      const usual = usualRule(name);
      const row = rows.find(({ condition }) => condition === name);
      if (row === undefined) return [name, usual];
      const { isEnabled, isUrgent, forSeconds, resolveSeconds } = row;
      const chosen = numbers.parse(JSON.parse(row.thresholds));
      const thresholds = Object.fromEntries(
        Object.entries(usual.thresholds).map(([key, value]) => [key, allowed(name, key, chosen[key]) ?? value]),
      );
      return [name, { condition: name, isEnabled, isUrgent, forSeconds, resolveSeconds, thresholds }];
    }),
  );
}

function allowed(name: ConditionName, key: string, value: number | undefined): number | null {
  const spec = conditions[name].thresholds[key];
  return spec !== undefined && value !== undefined && value >= spec.from && value <= spec.to ? value : null;
}

/** Of every condition, for people. */
export const conditionTitles = Object.fromEntries(
  conditionNames.map((name) => [name, conditions[name].title]),
) as Readonly<Record<ConditionName, string>>;

/** The rules with their words, and what could not be looked at the last time. */
export async function readRuleViews(store: Pick<Store, "db">): Promise<RuleView[]> {
  const [rules, evaluator] = await Promise.all([
    readRules(store),
    store.db.alertEvaluator.findUnique({ where: { id: 1 }, select: { troubles: true } }),
  ]);
  const troubles = troublesOf(evaluator?.troubles ?? "");
  return conditionNames.map((name) => {
    const rule = rules.get(name) ?? usualRule(name);
    const { title, description, thresholds: specs } = conditions[name];
    const isUsual = JSON.stringify(rule) === JSON.stringify(usualRule(name));
    return { ...rule, title, description, specs, isUsual, trouble: rule.isEnabled ? (troubles[name] ?? null) : null };
  });
}

const texts = z.record(z.string(), z.string()).catch({});

/** What the evaluator's row says of conditions that could not be looked at. */
export function troublesOf(json: string): Readonly<Record<string, string>> {
  return json === "" ? {} : texts.parse(JSON.parse(json));
}

/** Changes what `input` names of a condition and leaves the rest. Refuses with `invalid` a number beyond the condition's own bounds. */
export async function changeRule(store: Store, input: RuleChange, actor: Actor): Promise<Rule> {
  const { condition, thresholds = {}, ...change } = parseInput(ruleChange, input);
  for (const [key, value] of Object.entries(thresholds)) assertNumber(condition, key, value);
  return store.db.$transaction(async (tx) => {
    const before = (await readRules({ db: tx })).get(condition) ?? usualRule(condition);
    const chosen = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: Rule = { ...before, ...chosen, thresholds: { ...before.thresholds, ...thresholds } };
    if (JSON.stringify(before) === JSON.stringify(after)) return after;
    await writeRule(tx, after);
    const action = { action: "alert.rule-change", object: condition, before, after };
    await appendAudit(tx, actor, store.clock.now(), action);
    return after;
  });
}

async function writeRule(tx: Tx, { condition, thresholds, ...rest }: Rule): Promise<void> {
  const data = { ...rest, thresholds: JSON.stringify(thresholds) };
  await tx.alertRule.upsert({ where: { condition }, create: { condition, ...data }, update: data });
}

function assertNumber(name: ConditionName, key: string, value: number): void {
  const spec = conditions[name].thresholds[key];
  if (spec === undefined) {
    const known = Object.keys(conditions[name].thresholds).join(", ") || "no numbers";
    throw new DomainError("invalid", `${name} has no number “${key}”; it has ${known}.`, `thresholds.${key}`);
  }
  if (Number.isInteger(value) && value >= spec.from && value <= spec.to) return;
  throw new DomainError(
    "invalid",
    `${spec.label}: a whole number of ${spec.unit} from ${spec.from} to ${spec.to}.`,
    `thresholds.${key}`,
  );
}
