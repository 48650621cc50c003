import { z } from "zod";
import { oneRow } from "../input/schema.ts";
import type { RuleFields } from "../retention/schema.ts";
import { settingFields } from "../setting/schema.ts";
import type { RunState } from "./run-states.ts";

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
  /** Which domains would have no mail left, in a sentence; null or, in what older versions wrote, absent: none. */
  readonly emptied?: string | null;
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

/** One time that rules were carried out. */
export interface RunView {
  readonly id: number;
  readonly cause: string;
  readonly actorName: string;
  readonly state: RunState;
  /** Counted before anything was removed. */
  readonly plannedCount: number;
  readonly plannedOctets: number;
  readonly plannedAccounts: number;
  readonly plannedUndownloaded: number;
  readonly largest: Largest;
  /** Why it asks, or asked. */
  readonly question: string;
  readonly answeredBy: string;
  readonly answeredAt: Date | null;
  /** Maildrops that were in use to the end. */
  readonly lockedCount: number;
  readonly removedCount: number;
  readonly removedOctets: number;
  /** Of which something was removed; 0 until it has ended. */
  readonly accountCount: number;
  readonly errorText: string;
  readonly cancelWishedAt: Date | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface RunPartView {
  readonly id: number;
  readonly accountId: number;
  readonly address: string;
  readonly rule: string;
  readonly messageCount: number;
  readonly octets: number;
  readonly purgeAfterAt: Date | null;
  readonly removedAt: Date;
}

/** What a run would remove now. */
export interface RunPlan {
  readonly messageCount: number;
  readonly octets: number;
  readonly accountCount: number;
  readonly undownloadedCount: number;
  readonly largest: Largest;
  /** Why it would ask; null where it would not. */
  readonly question: string | null;
}

export const runSteering = oneRow;

/** When rules are carried out, and from what share on a run asks. */
export const runSettingsChange = z.object({
  retentionTime: settingFields.retentionTime,
  retentionServerPercent: settingFields.retentionServerPercent,
  retentionDomainPercent: settingFields.retentionDomainPercent,
  retentionAccountPercent: settingFields.retentionAccountPercent,
});
