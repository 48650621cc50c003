import { countOf, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { type QuotaCounts, thresholdsOf } from "#server/quota/schema.ts";
import type { Settings } from "#server/setting/schema.ts";

type InForce = Pick<Settings, "accountQuotaOctets" | "accountQuotaMessages" | "overQuota" | "quotaThresholds">;

/** "2 GB and 5 000 messages", "2 GB"; as much as comes where there is no limit. */
export function limitText(octets: number | null, messages: number | null): string | null {
  const parts = [
    octets === null ? null : formatOctets(octets),
    messages === null ? null : countOf(messages, "message"),
  ];
  return parts.filter(Boolean).join(" and ") || null;
}

/** The policy in sentences a colleague could check. */
export function quotasInForce(settings: InForce, counts: QuotaCounts, limitedDomains: number): string[] {
  const limit = limitText(settings.accountQuotaOctets, settings.accountQuotaMessages);
  const thresholds = thresholdsOf(settings).map((percent) => `${percent} %`);
  return [
    limit === null
      ? "A new account may hold as much as comes, unless its domain says otherwise."
      : `A new account may hold ${limit}, unless its domain says otherwise.`,
    settings.overQuota === "later"
      ? "Mail for a full maildrop is put off (452 4.2.2): the sender's server keeps it and tries again."
      : "Mail for a full maildrop is refused (552 5.2.2): its sender is told at once.",
    thresholds.length === 0
      ? "Nothing is recorded when a quota fills up."
      : `An alert is recorded when ${listOf(thresholds)} of a quota is reached.`,
    `${countOf(counts.limitedCount, "account")} and ${countOf(limitedDomains, "domain")} have a quota; ${fullText(counts)}.`,
  ];
}

function fullText({ nearCount, fullCount }: QuotaCounts): string {
  if (nearCount === 0) return "none is near it";
  const near = nearCount - fullCount;
  if (fullCount === 0) return `${formatCount(near)} ${near === 1 ? "is" : "are"} near it, none is full`;
  return `${formatCount(fullCount)} ${fullCount === 1 ? "is" : "are"} full${near > 0 ? `, ${formatCount(near)} more near it` : ""}`;
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
}
