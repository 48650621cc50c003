import Link from "next/link";
import { limitText } from "#components/quota/in-force.ts";
import { MessagesUsed, OctetsUsed } from "#components/quota/used.tsx";
import { RecoverableHeld } from "#components/recoverable/held.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { hrefWith } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { DomainView } from "#server/domain/schema.ts";
import type { DomainQuotaRow } from "#server/quota/schema.ts";
import type { RecoverableTotals } from "#server/recoverable/schema.ts";

export interface DomainFactsProps {
  domain: DomainView;
  quota: DomainQuotaRow;
  recoverable: RecoverableTotals;
  thresholds: readonly number[];
}

/** What it holds and may hold; each figure leads to its list. */
export function DomainFacts({ domain, quota, recoverable, thresholds }: DomainFactsProps) {
  const { id, name, aliasCount, createdAt } = domain;
  const link = "text-link hover:underline";
  return (
    <Facts
      items={[
        {
          label: "Accounts",
          value: (
            <Link href={hrefWith("/accounts", {}, { domainId: id })} className={link}>
              {countOf(quota.accountCount, "account")}
            </Link>
          ),
        },
        {
          label: "Aliases",
          value: (
            <Link href={hrefWith("/accounts/aliases", {}, { search: `@${name}` })} className={link}>
              {countOf(aliasCount, "alias", "aliases")}
            </Link>
          ),
        },
        {
          label: "Messages",
          value: (
            <MessagesUsed of={name} value={quota.messageCount} limit={quota.quotaMessages} thresholds={thresholds} />
          ),
        },
        {
          label: "Size",
          value: <OctetsUsed of={name} value={quota.octets} limit={quota.quotaOctets} thresholds={thresholds} />,
        },
        {
          label: "Recoverable",
          value: <RecoverableHeld totals={recoverable} href={`/recoverable?domainId=${id}`} />,
        },
        {
          label: "A new account gets",
          value: quota.hasAccountQuota
            ? (limitText(quota.accountQuotaOctets, quota.accountQuotaMessages) ?? "No limit")
            : "What the server gives",
        },
        { label: "Created", value: <Time at={createdAt} /> },
      ]}
    />
  );
}
