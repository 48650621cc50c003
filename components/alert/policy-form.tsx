"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Time } from "#components/ui/time.tsx";
import type { QuietEffect } from "#server/alert/schema.ts";
import type { LastChange as Change } from "#server/audit/schema.ts";
import type { Settings } from "#server/setting/schema.ts";
import { DaysField } from "./days-field.tsx";

export interface PolicyFormProps {
  settings: Settings;
  serverZone: string;
  action: FormAction;
  preview: FormAction<QuietEffect>;
  change: Change | null;
}

/** When nobody is told, how often one is reminded, and for how long a message is tried. */
export function PolicyForm({ settings, serverZone, action, preview, change }: PolicyFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <div className="grid grid-cols-2 gap-4">
          <TextField
            name="alertQuietFrom"
            label="Quiet from"
            defaultValue={settings.alertQuietFrom}
            placeholder="22:00"
            description="Empty: never."
            autoComplete="off"
            isMonospace
          />
          <TextField
            name="alertQuietTo"
            label="Until"
            defaultValue={settings.alertQuietTo}
            placeholder="07:00"
            autoComplete="off"
            isMonospace
          />
        </div>
        <DaysField name="alertQuietDays" label="Beginning on" days={settings.alertQuietDays} />
        <TextField
          name="alertTimeZone"
          label="Time zone"
          defaultValue={settings.alertTimeZone}
          placeholder={serverZone}
          description="Empty: that of the server."
          autoComplete="off"
        />
        <div className="grid grid-cols-2 gap-4">
          <TextField
            name="alertRemindHours"
            label="Remind every"
            defaultValue={settings.alertRemindHours === null ? "" : String(settings.alertRemindHours)}
            placeholder="never"
            inputMode="numeric"
            autoComplete="off"
            suffix={<span className="pr-2 text-muted">hours</span>}
          />
          <TextField
            name="alertGiveUpHours"
            label="Try for"
            defaultValue={String(settings.alertGiveUpHours)}
            inputMode="numeric"
            autoComplete="off"
            isRequired
            suffix={<span className="pr-2 text-muted">hours</span>}
          />
        </div>
      </div>
      <Preview action={preview}>{(effect) => effect && <Effect effect={effect} />}</Preview>
      <div>
        <SubmitButton variant="secondary">Save quiet hours</SubmitButton>
      </div>
      <LastChange change={change} />
    </Form>
  );
}

function Effect({ effect: { hasQuietHours, quietUntilAt, heldCount } }: { effect: QuietEffect }) {
  if (!hasQuietHours) {
    return <p>No quiet hours.{heldCount > 0 && ` ${heldCount} held back so far would be told at once.`}</p>;
  }
  if (quietUntilAt === null) {
    return <p>It would not be quiet now.{heldCount > 0 && ` ${heldCount} held back so far would be told at once.`}</p>;
  }
  return (
    <p>
      It would be quiet now: what is not urgent would be told <Time at={quietUntilAt} />.
    </p>
  );
}
