import type { RuleFields } from "../retention/schema.ts";

/** Somebody who would lose mail, and how much; `due` is what would go by the rules in force as well. */
export interface Loss {
  readonly id: number;
  /** Address or domain. */
  readonly name: string;
  readonly messageCount: number;
  readonly octets: number;
  readonly dueCount: number;
}

export interface Largest {
  readonly accounts: readonly Loss[];
  readonly domains: readonly Loss[];
}

/** What a change of one level's rule would remove, counted at one instant. */
export interface Simulation {
  readonly id: number;
  readonly scope: string;
  readonly placeName: string;
  readonly before: RuleFields;
  readonly after: RuleFields;
  /** Of accounts that the change concerns: due under the new rules. */
  readonly messageCount: number;
  readonly octets: number;
  readonly accountCount: number;
  readonly undownloadedCount: number;
  /** The same accounts under the rules in force. */
  readonly dueCount: number;
  readonly dueOctets: number;
  readonly dueAccountCount: number;
  readonly largest: Largest;
  readonly tookMs: number;
  readonly actorName: string;
  readonly at: Date;
  readonly savedAt: Date | null;
}
