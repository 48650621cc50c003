import { atMost, condition } from "./condition.ts";

export const directoryAway = condition({
  title: "Directory away",
  description: "Sign-ins failed since the directory (LDAP or PAM) that knows the passwords could not be asked.",
  thresholds: {
    minutes: { label: "Within the last", unit: "minutes", from: 1, to: 1_440, usual: 10 },
    count: { label: "at least", unit: "sign-ins", from: 1, to: 100_000, usual: 3 },
  },
  usual: { isEnabled: true, isUrgent: true, forSeconds: 0, resolveSeconds: 60 },
  everySeconds: 60,
  async look({ db, clock }, { minutes, count }) {
    const since = new Date(clock.now().getTime() - minutes * 60_000);
    const domains = await db.domain.findMany({
      where: { passwordSource: { isNot: null } },
      orderBy: { id: "asc" },
      select: { id: true, name: true },
    });
    if (domains.length === 0) return { found: [] };
    const failures = await db.signInFailure.groupBy({
      by: ["address"],
      where: { reason: "source-away", lastAt: { gte: since } },
      _sum: { count: true },
    });
    const found = domains.flatMap(({ id, name }) => {
      const refused = failures
        .filter(({ address }) => address.endsWith(`@${name}`))
        .reduce((sum, { _sum }) => sum + (_sum.count ?? 0), 0);
      if (refused < count) return [];
      return {
        subject: `domain ${id}`,
        severity: "critical" as const,
        text: `The directory of ${name} cannot be asked: ${refused} sign-ins were answered with “try later” within the last hour.`,
        href: `/domains/${id}/passwords`,
      };
    });
    const more = (beyond: number) => ({
      severity: "critical" as const,
      text: `The directories of ${beyond} more domains cannot be asked.`,
      href: "/domains",
    });
    return { found: atMost(found, more) };
  },
});
