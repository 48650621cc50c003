"use client";

import { BellOff } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { muteSpans } from "#server/alert/schema.ts";
import { spanText } from "./words.ts";

export interface MuteDialogProps {
  action: FormAction;
  /** One alert, a condition, or neither: everything. */
  fields?: Record<string, string | number>;
  what: string;
  label?: string;
}

const spans = muteSpans.map((minutes) => ({
  value: String(minutes),
  label: minutes === 1_440 ? "a day" : minutes === 10_080 ? "a week" : spanText(minutes * 60),
}));

/** Nobody is told of it for a time; it ends by itself. */
export function MuteDialog({ action, fields = {}, what, label = "Mute…" }: MuteDialogProps) {
  return (
    <FormDialog
      trigger={label}
      triggerIcon={<BellOff aria-hidden />}
      title={`Mute ${what}`}
      description="Nobody is told meanwhile; this page shows it as before. What is still wrong when it ends is told then."
      action={action}
      fields={fields}
      submit="Mute"
    >
      <SelectField name="minutes" label="For how long" defaultValue="60" options={spans} />
      <TextField name="reason" label="Why" description="For colleagues." autoComplete="off" />
    </FormDialog>
  );
}
