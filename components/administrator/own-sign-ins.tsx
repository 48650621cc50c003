import { MonitorSmartphone } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Hint } from "#components/ui/hint.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SignInRow } from "#server/administrator/schema.ts";
import { browserName } from "./browser-name.ts";

export interface OwnSignInsProps {
  signIns: readonly SignInRow[];
  /** The browser that is looking. */
  currentId: string;
  revoke: FormAction;
}

export function OwnSignIns({ signIns, currentId, revoke }: OwnSignInsProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {signIns.map(({ id, userAgent, remoteAddress, createdAt, seenAt }) => (
        <li key={id} className="flex items-center gap-3 px-4 py-3 sm:px-5">
          <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-muted" />
          <div className="min-w-0 grow">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              <Hint text={userAgent}>{browserName(userAgent)}</Hint>
              {id === currentId && <StatusChip tone="good">This browser</StatusChip>}
            </p>
            <p className="text-muted wrap-anywhere">
              {remoteAddress} · signed in <Time at={createdAt} /> · seen <Time at={seenAt} />
            </p>
          </div>
          {id !== currentId && (
            <ActionButton action={revoke} fields={{ id }}>
              Sign out
            </ActionButton>
          )}
        </li>
      ))}
    </ul>
  );
}
