"use client";

import { Play } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Preview } from "#components/ui/preview.tsx";
import type { RunPlan } from "#server/retention-run/schema.ts";
import { planText } from "./words.ts";

export interface RunNowProps {
  start: FormAction;
  preview: FormAction<RunPlan>;
}

/** Carries out the rules now, with what they would remove said before. */
export function RunNow({ start, preview }: RunNowProps) {
  return (
    <FormDialog
      trigger="Run now"
      triggerIcon={<Play aria-hidden />}
      title="Carry out the rules now"
      description="The daemon does it in the background, and leaves maildrops that are in use until they are free."
      action={start}
      submit="Run now"
      doneMessage="The run is asked for."
    >
      <Preview action={preview}>
        {(plan) =>
          plan === null ? (
            <p className="text-muted">Counting what is due …</p>
          ) : (
            <Notice tone={plan.question === null ? "info" : "warning"} title={planText(plan)}>
              {plan.question !== null && `It will ask before it removes anything: ${plan.question}`}
            </Notice>
          )
        }
      </Preview>
    </FormDialog>
  );
}
