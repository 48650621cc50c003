import type { Db, Prisma, Tx } from "../db.ts";
import type { RuleStack } from "./resolve-retention.ts";
import { deleBehaviours, type RetentionPlace, type Rule } from "./schema.ts";

/** What a rule is made of, for any `select`. */
export const ruleSelect = {
  removeAfterArrivalDays: true,
  removeAfterDownloadDays: true,
  keepsUndownloaded: true,
  onDele: true,
  recoverableDays: true,
  loginDelaySeconds: true,
  holdReason: true,
  holdSinceAt: true,
  holdEndsAt: true,
} as const satisfies Prisma.RetentionRuleSelect;

/** The unique name of a level's rule. */
export function scopeOf({ level, id }: RetentionPlace): string {
  return level === "server" ? "server" : `${level} ${id}`;
}

export function ruleOf(row: Prisma.RetentionRuleGetPayload<{ select: typeof ruleSelect }>): Rule {
  return { ...row, onDele: deleBehaviours.find((behaviour) => behaviour === row.onDele) ?? null };
}

/** What one level says; null where it says nothing. */
export async function readRule(db: Db | Tx, place: RetentionPlace): Promise<Rule | null> {
  const row = await db.retentionRule.findUnique({ where: { scope: scopeOf(place) }, select: ruleSelect });
  return row && ruleOf(row);
}

/** The rules of all levels down to this one; null where there is no such domain or account. */
export async function readRuleStack(db: Db | Tx, place: RetentionPlace): Promise<RuleStack | null> {
  const { level, id = 0 } = place;
  const domainId = level === "account" ? await domainOf(db, id) : id;
  if (domainId === null) return null;
  const server = await readRule(db, { level: "server", id: undefined });
  if (level === "server") return { server };
  const domain = await readRule(db, { level: "domain", id: domainId });
  return level === "domain" ? { server, domain } : { server, domain, account: await readRule(db, place) };
}

async function domainOf(db: Db | Tx, accountId: number): Promise<number | null> {
  const account = await db.account.findUnique({ where: { id: accountId }, select: { domainId: true } });
  return account?.domainId ?? null;
}
