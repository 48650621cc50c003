import { countDamages } from "../../message/read-damages.ts";
import { condition } from "./condition.ts";

export const bodyDamage = condition({
  title: "Damaged messages",
  description: "The text of messages is missing or damaged on the disk.",
  thresholds: {},
  usual: { isEnabled: true, isUrgent: true, forSeconds: 0, resolveSeconds: 0 },
  everySeconds: 60,
  async look(store) {
    const count = await countDamages(store);
    if (count === 0) return { found: [] };
    return {
      found: [
        {
          subject: "all",
          // Each further message is told, but not each of a thousand by itself.
          level: Math.ceil(Math.log2(count + 1)),
          severity: "critical",
          text: `${count === 1 ? "A message" : `${count} messages`} cannot be read: the text is missing or damaged on the disk. “popdesk store check --read” says which; a backup may have what is missing.`,
          href: "/overview",
        },
      ],
    };
  },
});
