import type { ReactNode } from "react";
import { Count, formatCount } from "#components/ui/count.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { formatOctets, Octets } from "#components/ui/octets.tsx";
import { Time } from "#components/ui/time.tsx";
import { UsageBar } from "#components/ui/usage-bar.tsx";
import type { AccountView } from "#server/account/schema.ts";

export function MaildropFacts({ account }: { account: AccountView }) {
  const { quotaOctets, quotaMessages, octets, messageCount } = account;
  return (
    <Facts
      items={[
        {
          label: "Messages",
          value: (
            <Used
              label="Messages used"
              value={messageCount}
              limit={quotaMessages}
              limitText={formatCount(quotaMessages ?? 0)}
            >
              <Count value={messageCount} />
            </Used>
          ),
        },
        {
          label: "Size",
          value: (
            <Used label="Octets used" value={octets} limit={quotaOctets} limitText={formatOctets(quotaOctets ?? 0)}>
              <Octets value={octets} />
            </Used>
          ),
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

interface UsedProps {
  label: string;
  value: number;
  limit: number | null;
  limitText: string;
  children: ReactNode;
}

function Used({ label, value, limit, limitText, children }: UsedProps) {
  if (limit === null) return <>{children}</>;
  return (
    <span className="flex max-w-64 flex-col gap-1.5">
      <span>
        {children} <span className="text-muted">of {limitText}</span>
      </span>
      <UsageBar label={label} value={value} limit={limit} />
    </span>
  );
}
