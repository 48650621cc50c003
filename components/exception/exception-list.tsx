import { ShieldOff } from "lucide-react";
import Link from "next/link";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ExceptionView } from "#server/exception/schema.ts";

export interface ExceptionListProps {
  exceptions: readonly ExceptionView[];
  end: FormAction;
}

/** Those in force with what is left of them; below, those that are over, for a while. */
export function ExceptionList({ exceptions, end }: ExceptionListProps) {
  if (exceptions.length === 0) {
    return (
      <Empty icon={ShieldOff} title="No exceptions">
        A network or an account can be spared for a time: two hours are one click. It ends by itself.
      </Empty>
    );
  }
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {exceptions.map((exception) => (
        <ExceptionRow key={exception.id} exception={exception} end={end} />
      ))}
    </ul>
  );
}

function ExceptionRow({ exception, end }: { exception: ExceptionView; end: FormAction }) {
  const { id, network, accountId, address, listenerName, reason, endsAt, endedAt, state } = exception;
  const isInForce = state === "in-force";
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="flex min-w-0 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          {address === null ? (
            <span className="font-mono text-[0.8125rem] wrap-anywhere">{network}</span>
          ) : (
            <Link href={`/accounts/${accountId}`} className="font-medium wrap-anywhere hover:underline">
              {address}
            </Link>
          )}
          <StatusChip tone={isInForce ? "warning" : "neutral"}>
            {{ "in-force": "in force", expired: "expired", ended: "ended early" }[state]}
          </StatusChip>
        </span>
        <span className="text-muted wrap-anywhere">
          {listenerName === null ? "On every listener" : `On ${listenerName}`}, {isInForce ? "ends" : "over"}{" "}
          <Time at={endedAt ?? endsAt} />
          {reason !== "" && `. ${reason}`}
        </span>
      </div>
      {isInForce && (
        <ActionButton action={end} fields={{ id }} doneMessage="The exception is over." variant="secondary">
          End it now
        </ActionButton>
      )}
    </li>
  );
}
