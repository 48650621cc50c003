import { Play } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";

export interface LeftOverProps {
  id: number;
  /** Steps that were not done. */
  count: number;
  /** Until then it can go on. */
  untilAt: Date;
  goOn: FormAction;
  giveUp: FormAction;
}

/** Of a task that failed or was cancelled: what it has not done, to be continued or given up. */
export function LeftOver({ id, count, untilAt, goOn, giveUp }: LeftOverProps) {
  return (
    <Notice
      tone="warning"
      title={`${countOf(count, "step")} not done.`}
      actions={
        <>
          <ActionButton action={goOn} fields={{ id }} variant="primary" icon={<Play aria-hidden />}>
            Continue
          </ActionButton>
          <ConfirmDialog
            trigger="Give up"
            triggerVariant="secondary"
            title="Give up what is not done?"
            action={giveUp}
            fields={{ id }}
            confirm="Give up"
          >
            <p>
              {countOf(count, "step")} will never be done by this task. What was done stays done, and passwords that
              wait in it are forgotten.
            </p>
          </ConfirmDialog>
        </>
      }
    >
      It can go on where it stopped, until <Time at={untilAt} />. Passwords that wait in it, sealed, are forgotten then.
    </Notice>
  );
}
