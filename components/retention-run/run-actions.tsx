import type { FormAction } from "#components/ui/action-result.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { RunView } from "#server/retention-run/schema.ts";
import { planText } from "./words.ts";

export interface RunActionsProps {
  run: RunView;
  approve: FormAction;
  refuse: FormAction;
  cancel: FormAction;
}

/** What can be done with a run that has not ended. */
export function RunActions({ run, approve, refuse, cancel }: RunActionsProps) {
  const fields = { id: run.id };
  if (run.endedAt !== null) return null;
  if (run.state !== "asking") {
    return (
      <ActionButton action={cancel} fields={fields} isDisabled={run.cancelWishedAt !== null}>
        {run.cancelWishedAt === null ? "Cancel the run" : "Stopping …"}
      </ActionButton>
    );
  }
  return (
    <>
      <ActionButton action={refuse} fields={fields}>
        Refuse
      </ActionButton>
      <ConfirmDialog
        trigger="Let it remove them"
        title="Let this run remove so much?"
        action={approve}
        fields={fields}
        confirm="Remove"
        typedWord="remove"
      >
        <p>{planText(planOf(run))}</p>
        <p>
          It counts once more, and asks again if it is much more by then. What it removes stays recoverable for a while.
        </p>
      </ConfirmDialog>
    </>
  );
}

export function planOf(run: RunView) {
  return {
    messageCount: run.plannedCount,
    octets: run.plannedOctets,
    accountCount: run.plannedAccounts,
    undownloadedCount: run.plannedUndownloaded,
  };
}
