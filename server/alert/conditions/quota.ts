import type { Db } from "../../db.ts";
import { atMost, condition, mostSubjects } from "./condition.ts";

/** The daemon decides who has crossed what (server/quota/watch-quotas.ts); here the highest crossing of each is told. */
export const quota = condition({
  title: "Quota reached",
  description: "An account or a domain has crossed a threshold of its quota (page Quotas).",
  thresholds: {
    percent: { label: "Told from", unit: "percent", from: 1, to: 100, usual: 95 },
  },
  usual: { isEnabled: true, isUrgent: false, forSeconds: 0, resolveSeconds: 0 },
  everySeconds: 60,
  async look({ db }, { percent }) {
    const where = { endedAt: null, threshold: { gte: percent } };
    const rows = await db.quotaAlert.groupBy({
      by: ["accountId", "domainId"],
      where: { ...where, OR: [{ account: { deletedAt: null } }, { accountId: null }] },
      _max: { threshold: true },
      _min: { id: true },
      // The oldest first: who is told by himself stays so.
      orderBy: { _min: { id: "asc" } },
      take: mostSubjects + 1,
    });
    const all = rows.length > mostSubjects ? await countCrossed(db, percent) : rows.length;
    const [accounts, domains] = await Promise.all([
      db.account.findMany({
        where: { id: { in: rows.flatMap(({ accountId }) => accountId ?? []) } },
        select: { id: true, address: true },
      }),
      db.domain.findMany({
        where: { id: { in: rows.flatMap(({ domainId }) => domainId ?? []) } },
        select: { id: true, name: true },
      }),
    ]);
    const found = rows.map(({ accountId, domainId, _max }) => {
      const threshold = _max.threshold ?? percent;
      const name =
        accountId === null
          ? (domains.find(({ id }) => id === domainId)?.name ?? "A domain")
          : (accounts.find(({ id }) => id === accountId)?.address ?? "An account");
      return {
        subject: accountId === null ? `domain ${domainId}` : `account ${accountId}`,
        level: threshold,
        severity: "warning" as const,
        text:
          threshold >= 100
            ? `${name} is full: further mail for it is refused.`
            : `${name} has filled ${threshold} % of its quota.`,
        href: accountId === null ? `/domains/${domainId}` : `/accounts/${accountId}`,
      };
    });
    const more = (count: number) => ({
      severity: "warning" as const,
      text: `${Math.max(count, all - mostSubjects)} more accounts are near or at their quota.`,
      href: "/quotas",
    });
    return { found: atMost(found, more) };
  },
});

async function countCrossed(db: Db, percent: number): Promise<number> {
  const [row] = await db.$queryRaw<{ total: number | bigint }[]>`SELECT count(*) AS "total" FROM
    (SELECT DISTINCT "accountId", "domainId" FROM "QuotaAlert" WHERE "endedAt" IS NULL AND "threshold" >= ${percent}) q`;
  return Number(row?.total ?? 0);
}
