import { BellOff, Check } from "lucide-react";
import Link from "next/link";
import type { FormAction } from "#components/ui/action-result.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AlertView } from "#server/alert/schema.ts";
import { MuteDialog } from "./mute-dialog.tsx";
import { severityTone } from "./words.ts";

export interface AlertListProps {
  alerts: readonly AlertView[];
  acknowledge: FormAction;
  mute: FormAction;
}

/** What is wrong, or was: with what can be done about it, and about being told. */
export function AlertItems({ alerts, acknowledge, mute }: AlertListProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {alerts.map((alert) => (
        <li key={alert.id} className="flex flex-col gap-2 px-4 py-3.5 sm:px-5">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <div className="flex min-w-0 flex-wrap items-center gap-2">
              <AlertChip alert={alert} />
              <Link href={`/alerts/${alert.id}`} className="font-medium hover:underline">
                {alert.title}
              </Link>
            </div>
            <AlertTimes alert={alert} />
          </div>
          <p className="wrap-anywhere">{alert.text}</p>
          {alert.state === "firing" && <AlertActions alert={alert} acknowledge={acknowledge} mute={mute} />}
        </li>
      ))}
    </ul>
  );
}

export function AlertChip({ alert: { state, severity } }: { alert: Pick<AlertView, "state" | "severity"> }) {
  if (state === "resolved") return <StatusChip tone="neutral">over</StatusChip>;
  if (state === "pending") {
    return (
      <StatusChip tone="info" hint="Not for long enough to be told">
        seen
      </StatusChip>
    );
  }
  return <StatusChip tone={severityTone(severity)}>{severity}</StatusChip>;
}

function AlertTimes({ alert: { firstSeenAt, firedAt, resolvedAt } }: { alert: AlertView }) {
  return (
    <p className="text-xs text-muted">
      Since <Time at={firedAt ?? firstSeenAt} />
      {resolvedAt !== null && (
        <>
          , over <Time at={resolvedAt} />
        </>
      )}
    </p>
  );
}

/** Being told no more, and the page where it is mended. */
export function AlertActions({
  alert,
  acknowledge,
  mute,
}: {
  alert: AlertView;
  acknowledge: FormAction;
  mute: FormAction;
}) {
  const { id, href, acknowledgedAt, acknowledgedBy, mutedUntilAt } = alert;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <LinkButton href={href}>Look at it</LinkButton>
      {acknowledgedAt === null ? (
        <ActionButton action={acknowledge} fields={{ id }} icon={<Check aria-hidden />}>
          Acknowledge
        </ActionButton>
      ) : (
        <span className="text-muted">
          Acknowledged <Time at={acknowledgedAt} /> by {acknowledgedBy}: silent until it is over.
        </span>
      )}
      {mutedUntilAt === null ? (
        acknowledgedAt === null && <MuteDialog action={mute} fields={{ alertId: id }} what="this alert" />
      ) : (
        <span className="inline-flex items-center gap-1 text-muted">
          <BellOff aria-hidden className="size-3.5" />
          Muted, until <Time at={mutedUntilAt} />
        </span>
      )}
    </div>
  );
}
