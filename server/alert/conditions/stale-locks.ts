import { countLocks } from "../../lock/read.ts";
import { condition } from "./condition.ts";

export const staleLocks = condition({
  title: "Stale locks",
  description: "Maildrops are locked by sessions that nobody will end: their owners are kept out.",
  thresholds: {
    count: { label: "At least", unit: "stale locks", from: 1, to: 100_000, usual: 1 },
  },
  usual: { isEnabled: true, isUrgent: false, forSeconds: 60, resolveSeconds: 0 },
  everySeconds: 5,
  async look(store, { count }) {
    const { stale } = await countLocks(store);
    if (stale < count) return { found: [] };
    return {
      found: [
        {
          subject: "all",
          severity: "warning",
          text: `${stale === 1 ? "A stale lock keeps an account" : `${stale} stale locks keep accounts`} out. Clear ${stale === 1 ? "it" : "them"} on the page Locks.`,
          href: "/locks?filter=stale",
        },
      ],
    };
  },
});
