import Link from "next/link";
import { formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { QuotaAlertRow } from "#server/quota/schema.ts";

/** Crossings, the newest first. */
export function QuotaAlertList({ alerts }: { alerts: readonly QuotaAlertRow[] }) {
  if (alerts.length === 0) return <p className="text-muted">No threshold has been crossed yet.</p>;
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {alerts.map((alert) => (
        <li key={alert.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 first:pt-0 last:pb-0">
          <AlertChip alert={alert} />
          <Link
            href={alert.accountId === null ? `/domains/${alert.domainId}` : `/accounts/${alert.accountId}`}
            className="min-w-0 font-medium wrap-anywhere hover:underline"
          >
            {alert.subject}
          </Link>
          <span className="text-muted">
            held {amount(alert, alert.used)} of {amount(alert, alert.quota)}
          </span>
          <span className="ml-auto text-muted">
            <Time at={alert.at} />
            {alert.endedAt !== null && (
              <>
                , over <Time at={alert.endedAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function AlertChip({ alert: { endedAt, threshold } }: { alert: QuotaAlertRow }) {
  const text = `${threshold} %`;
  if (endedAt !== null) return <StatusChip tone="neutral">{text}</StatusChip>;
  return <StatusChip tone={threshold >= 100 ? "danger" : "warning"}>{text}</StatusChip>;
}

function amount({ measure }: QuotaAlertRow, value: number): string {
  return measure === "messages" ? `${formatCount(value)} messages` : formatOctets(value);
}
