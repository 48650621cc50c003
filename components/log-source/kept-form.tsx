"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { KeptEffect } from "#server/log-entry/schema.ts";
import { keptEffectText } from "./words.ts";

export interface KeptFormProps {
  days: number | null;
  megabytes: number | null;
  action: FormAction;
  preview: FormAction<KeptEffect>;
}

/** How long lines are kept, and how much room they may take. */
export function KeptForm({ days, megabytes, action, preview }: KeptFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <TextField
          name="mailLogDays"
          label="Days"
          description="By the time each line says. Empty: age does not matter."
          defaultValue={days === null ? "" : String(days)}
          inputMode="numeric"
          autoComplete="off"
        />
        <TextField
          name="mailLogMegabytes"
          label="Room, in MB"
          description="About, on the disk, with what is needed to search them. The oldest go first. Empty: no limit."
          defaultValue={megabytes === null ? "" : String(megabytes)}
          inputMode="numeric"
          autoComplete="off"
        />
      </div>
      <Preview action={preview}>
        {(effect) => <p className="min-h-5 text-muted">{effect !== null && keptEffectText(effect)}</p>}
      </Preview>
      <div>
        <SubmitButton variant="secondary">Save how long</SubmitButton>
      </div>
    </Form>
  );
}
