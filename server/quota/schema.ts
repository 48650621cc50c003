import { z } from "zod";
import { flag, listPage, rowId } from "../input/schema.ts";
import { settingFields } from "../setting/schema.ts";
import { quotaMessages, quotaOctets } from "./fields.ts";

export { thresholdsOf } from "./fields.ts";

export const recountKind = "quota-recount";
/** A count of every maildrop: putting right what differs, or only looking. */
export const recountOrder = z.object({ repair: flag.default(true) });
export type RecountOrder = z.input<typeof recountOrder>;

/** What came of it, as the task keeps it. */
export const recountResult = z.object({
  accountCount: z.number(),
  messageCount: z.number(),
  octets: z.number(),
  /** Accounts whose counters were wrong. */
  differingCount: z.number(),
  isRepaired: z.boolean(),
});
export type RecountResult = z.output<typeof recountResult>;

interface CounterPair {
  readonly messageCount: number;
  readonly octets: number;
  readonly countedMessages: number;
  readonly countedOctets: number;
}

/** What was wrong with an account's counters. */
export function recountSentence(found: CounterPair & { recoverable: CounterPair; isRepaired: boolean }): string {
  const say = (what: string, { messageCount, octets, countedMessages, countedOctets }: CounterPair) =>
    messageCount === countedMessages && octets === countedOctets
      ? []
      : [
          `${what} ${messageCount} messages and ${octets} octets, and there are ${countedMessages} and ${countedOctets}`,
        ];
  const sentence = [
    ...say("Its counters said", found),
    ...say("of recoverable mail they said", found.recoverable),
  ].join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. ${found.isRepaired ? "Put right." : "Left as it is."}`;
}

/** What a preview asks: what a quota would mean for accounts that are there. */
export const askedQuota = z.object({
  domainId: rowId.optional().or(z.literal("").transform(() => undefined)),
  accountQuotaOctets: quotaOctets.optional(),
  accountQuotaMessages: quotaMessages.optional(),
});

/** What a preview of a domain's own limit asks. */
export const askedDomainQuota = z.object({
  id: rowId,
  quotaOctets: quotaOctets.optional(),
  quotaMessages: quotaMessages.optional(),
});

export interface DomainQuotaEffect {
  readonly octets: number;
  readonly messageCount: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  /** Percent of the fuller quota; null where there is none. */
  readonly percent: number | null;
}

/** What a domain may hold, and what its new accounts may. What is left out stays as it is. */
export const domainQuotaChange = z.object({
  id: rowId,
  quotaOctets: quotaOctets.optional(),
  quotaMessages: quotaMessages.optional(),
  /** False: new accounts get the server's default. */
  hasAccountQuota: flag.optional(),
  accountQuotaOctets: quotaOctets.optional(),
  accountQuotaMessages: quotaMessages.optional(),
});
export type DomainQuotaChange = z.input<typeof domainQuotaChange>;

/** The server's part of the page: what new accounts get, what senders are told, when an alert is recorded. */
export const quotaSettingsChange = z.object({
  accountQuotaOctets: settingFields.accountQuotaOctets,
  accountQuotaMessages: settingFields.accountQuotaMessages,
  overQuota: settingFields.overQuota,
  quotaThresholds: settingFields.quotaThresholds,
});

/** The default given to accounts that are there already: of one domain or of all, to those without a limit or to all. */
export const quotaGift = z.object({
  domainId: rowId.optional().or(z.literal("").transform(() => undefined)),
  whom: z.enum(["unlimited", "all"]),
  quotaOctets,
  quotaMessages,
});
export type QuotaGift = z.input<typeof quotaGift>;

/** Of the accounts that have a quota: those at the lowest threshold or beyond, or those that are full. */
export const nearFilters = ["near", "full", "refused"] as const;
export const nearList = listPage.extend({
  filter: z.enum(nearFilters).catch("near"),
  domainId: rowId.optional().catch(undefined),
});
export type NearList = z.output<typeof nearList>;

export interface NearRow {
  readonly id: number;
  readonly address: string;
  readonly domainId: number;
  /** Percent of the quota that is fuller; over 100 where the quota was lowered. */
  readonly percent: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  readonly octets: number;
  readonly messageCount: number;
  /** When it crossed the highest threshold that holds; null where the daemon has not looked yet. */
  readonly crossedAt: Date | null;
  /** Recipients refused for want of room, and the last time. */
  readonly refusedCount: number;
  readonly refusedAt: Date | null;
}

export interface DomainQuotaRow {
  readonly id: number;
  readonly name: string;
  readonly accountCount: number;
  readonly octets: number;
  readonly messageCount: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  readonly hasAccountQuota: boolean;
  readonly accountQuotaOctets: number | null;
  readonly accountQuotaMessages: number | null;
}

export interface QuotaAlertRow {
  readonly id: number;
  readonly accountId: number | null;
  readonly domainId: number | null;
  /** Address or domain. */
  readonly subject: string;
  readonly threshold: number;
  readonly measure: "octets" | "messages";
  readonly used: number;
  readonly quota: number;
  readonly at: Date;
  readonly endedAt: Date | null;
}

export interface QuotaCounts {
  /** Living accounts with a quota; of them near it, those that are full counted too; full. */
  readonly limitedCount: number;
  readonly nearCount: number;
  readonly fullCount: number;
}

/** What a change would mean, before it is saved. */
export interface QuotaEffect {
  /** The quota that was asked about. */
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  /** Living accounts it is about. */
  readonly accountCount: number;
  /** Of them: have no limit at present; hold more than the new quota says already. */
  readonly unlimitedCount: number;
  readonly overCount: number;
  readonly overUnlimitedCount: number;
}
