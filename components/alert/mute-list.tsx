import type { FormAction } from "#components/ui/action-result.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Time } from "#components/ui/time.tsx";
import type { MuteView } from "#server/alert/schema.ts";

/** What nobody is told of at present. */
export function MuteItems({ mutes, end }: { mutes: readonly MuteView[]; end: FormAction }) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {mutes.map(({ id, title, reason, actorName, endsAt }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
          <div className="flex min-w-0 flex-col gap-0.5">
            <p className="font-medium wrap-anywhere">{title}</p>
            <p className="text-muted wrap-anywhere">
              Until <Time at={endsAt} />, by {actorName}
              {reason !== "" && <>: {reason}</>}
            </p>
          </div>
          <ActionButton action={end} fields={{ id }}>
            End
          </ActionButton>
        </li>
      ))}
    </ul>
  );
}
