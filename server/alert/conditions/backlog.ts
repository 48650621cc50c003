import { condition } from "./condition.ts";

export const backlog = condition({
  title: "Backlog of work",
  description: "Removed mail whose rows and files are taken away behind: the daemon does not keep up, or cannot.",
  thresholds: {
    minutes: { label: "Still to be done after", unit: "minutes", from: 1, to: 1_440, usual: 30 },
    count: { label: "at least", unit: "removals", from: 1, to: 1_000_000, usual: 1 },
  },
  usual: { isEnabled: true, isUrgent: false, forSeconds: 60, resolveSeconds: 60 },
  everySeconds: 60,
  async look({ db, clock }, { minutes, count }) {
    const before = new Date(clock.now().getTime() - minutes * 60_000);
    const where = { finishedAt: null, committedAt: { lt: before } };
    const [removals, purges] = await Promise.all([db.removal.count({ where }), db.purge.count({ where })]);
    const open = removals + purges;
    if (open < count) return { found: [] };
    return {
      found: [
        {
          subject: "all",
          severity: "warning",
          text: `${open === 1 ? "One removal is" : `${open} removals are`} still to be carried out on the disk after ${minutes} minutes. No mail is at risk, but its room is not free yet: look at the daemon's log.`,
          href: "/diagnostics",
        },
      ],
    };
  },
});
