import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { ruleOf, ruleSelect } from "./read-rules.ts";
import { holdsAt } from "./resolve-retention.ts";
import { type DifferingRow, never, type Rule } from "./schema.ts";

/** Domains and accounts with a rule of their own, domains first. */
export async function readDiffering(
  { db, clock }: Store,
  { search, page, pageSize }: { search: string; page: number; pageSize: number },
): Promise<Page<DifferingRow>> {
  const where: Prisma.RetentionRuleWhereInput = {
    scope: { not: "server" },
    ...(search === ""
      ? {}
      : { OR: [{ domain: { name: { contains: search } } }, { account: { address: { contains: search } } }] }),
  };
  const [rows, total] = await Promise.all([
    db.retentionRule.findMany({
      where,
      orderBy: [{ accountId: { sort: "asc", nulls: "first" } }, { domainId: "asc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: {
        ...ruleSelect,
        domainId: true,
        accountId: true,
        updatedAt: true,
        domain: { select: { name: true } },
        account: { select: { address: true } },
      },
    }),
    db.retentionRule.count({ where }),
  ]);
  const now = clock.now();
  return {
    rows: rows.map(({ domainId, accountId, domain, account, updatedAt, ...row }) => {
      const rule = ruleOf(row);
      return {
        level: accountId === null ? "domain" : "account",
        id: accountId ?? domainId ?? 0,
        name: account?.address ?? domain?.name ?? "",
        says: ruleWords(rule),
        holdReason: holdsAt(rule, now) ? rule.holdReason : null,
        changedAt: updatedAt,
      };
    }),
    total,
    page,
    pageSize,
  };
}

/** What a level says, in few words; "" where it says nothing. */
export function ruleWords(rule: Rule): string {
  const days = (value: number) => (value === never ? "never" : value === 1 ? "1 day" : `${value} days`);
  const { removeAfterArrivalDays: arrival, removeAfterDownloadDays: download } = rule;
  return [
    ...(arrival === null ? [] : [`after arrival: ${days(arrival)}`]),
    ...(download === null ? [] : [`after download: ${days(download)}`]),
    ...(rule.keepsUndownloaded === null
      ? []
      : [rule.keepsUndownloaded ? "never downloaded: stays" : "never downloaded: removed too"]),
    ...(rule.onDele === null ? [] : [`DELE: ${rule.onDele}`]),
    ...(rule.recoverableDays === null ? [] : [`recoverable: ${days(rule.recoverableDays)}`]),
    ...(rule.loginDelaySeconds === null ? [] : [`between sign-ins: ${rule.loginDelaySeconds} s`]),
  ].join(" · ");
}
