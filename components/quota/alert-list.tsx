import Link from "next/link";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { QuotaAlertRow } from "#server/quota/schema.ts";

export interface QuotaAlertListProps {
  alerts: readonly QuotaAlertRow[];
  /** They are all about the page's own account or domain, which needs no naming. */
  isOwn?: boolean;
}

/** Crossings, the newest first. */
export function QuotaAlertList({ alerts, isOwn = false }: QuotaAlertListProps) {
  if (alerts.length === 0) return <p className="text-muted">No threshold has been crossed yet.</p>;
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {alerts.map((alert) => (
        <li key={alert.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 first:pt-0 last:pb-0">
          <AlertChip alert={alert} />
          {!isOwn && (
            <Link
              href={alert.accountId === null ? `/domains/${alert.domainId}` : `/accounts/${alert.accountId}`}
              className="min-w-0 font-medium wrap-anywhere hover:underline"
            >
              {alert.subject}
            </Link>
          )}
          <span className="text-muted">
            {isOwn ? "Held" : "held"} {amount(alert)}
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

function amount({ measure, used, quota }: QuotaAlertRow): string {
  return measure === "messages"
    ? `${formatCount(used)} of ${countOf(quota, "message")}`
    : `${formatOctets(used)} of ${formatOctets(quota)}`;
}
