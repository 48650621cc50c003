"use client";

import { Pencil } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { RuleView } from "#server/alert/schema.ts";
import { MuteDialog } from "./mute-dialog.tsx";

/** The numbers of one condition, and a mute of all of it. */
export function RuleDialog({ rule, change, mute }: { rule: RuleView; change: FormAction; mute: FormAction }) {
  const { condition, title, description, specs, thresholds, forSeconds, resolveSeconds, isUrgent } = rule;
  return (
    <>
      <FormDialog
        trigger="Change…"
        triggerIcon={<Pencil aria-hidden />}
        title={title}
        description={description}
        action={change}
        fields={{ condition }}
        submit="Save"
      >
        {Object.entries(specs).map(([key, { label, unit, from, to, usual }]) => (
          <NumberField
            key={key}
            name={`thresholds.${key}`}
            label={label}
            unit={unit}
            value={thresholds[key] ?? usual}
            description={`From ${from} to ${to}; as it came ${usual}.`}
          />
        ))}
        <NumberField
          name="forSeconds"
          label="Told when it has held for"
          unit="seconds"
          value={forSeconds}
          description="What swings faster is not told."
        />
        <NumberField
          name="resolveSeconds"
          label="Over when it has been gone for"
          unit="seconds"
          value={resolveSeconds}
        />
        <SwitchField name="isUrgent" label="Urgent" description="Told in quiet hours too." defaultSelected={isUrgent} />
      </FormDialog>
      <MuteDialog action={mute} fields={{ condition }} what={`“${title}”`} />
    </>
  );
}

interface NumberFieldProps {
  name: string;
  label: string;
  unit: string;
  value: number;
  description?: string;
}

function NumberField({ unit, value, ...field }: NumberFieldProps) {
  return (
    <TextField
      {...field}
      defaultValue={String(value)}
      inputMode="numeric"
      autoComplete="off"
      isRequired
      suffix={<span className="pr-2 text-muted">{unit}</span>}
    />
  );
}
