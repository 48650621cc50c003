import { z } from "zod";

const count = (most: number, what: string) => {
  const sentence = `A whole number of ${what}, at most ${most}.`;
  return z.coerce.number(sentence).int(sentence).min(0, sentence).max(most, sentence);
};

export const seedOrder = z.object({
  domains: count(10_000, "domains").min(1, "At least one domain."),
  accounts: count(2_000_000, "accounts"),
  /** Rows without bodies, spread unevenly over the accounts. */
  messages: count(200_000_000, "messages"),
  /** Sessions that have ended, of the last 90 days. */
  sessions: count(10_000_000, "sessions"),
  /** Although the store has accounts of its own. */
  isForced: z.boolean(),
});
export type SeedOrder = z.output<typeof seedOrder>;
