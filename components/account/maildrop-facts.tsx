import { MessagesUsed, OctetsUsed } from "#components/quota/used.tsx";
import { RecoverableHeld } from "#components/recoverable/held.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AccountView } from "#server/account/schema.ts";
import type { RecoverableTotals } from "#server/recoverable/schema.ts";

export interface MaildropFactsProps {
  account: AccountView;
  /** What was removed and can be brought back: it takes up room, and does not count for the quota. */
  recoverable: RecoverableTotals;
  thresholds: readonly number[];
}

export function MaildropFacts({ account, recoverable, thresholds }: MaildropFactsProps) {
  const { id, address, quotaOctets, quotaMessages, octets, messageCount } = account;
  return (
    <Facts
      items={[
        {
          label: "Messages",
          value: <MessagesUsed of={address} value={messageCount} limit={quotaMessages} thresholds={thresholds} />,
        },
        {
          label: "Size",
          value: <OctetsUsed of={address} value={octets} limit={quotaOctets} thresholds={thresholds} />,
        },
        {
          label: "Recoverable",
          value: <RecoverableHeld totals={recoverable} href={`/recoverable?accountId=${id}`} />,
        },
        {
          label: "Last delivery",
          value: account.lastDeliveryAt ? <Time at={account.lastDeliveryAt} /> : "No mail has arrived yet",
        },
        { label: "Last sign-in", value: account.lastSignInAt ? <Time at={account.lastSignInAt} /> : "Never" },
        { label: "Created", value: <Time at={account.createdAt} /> },
      ]}
    />
  );
}
