"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { QuotaEffect } from "#server/quota/schema.ts";
import type { Settings } from "#server/setting/schema.ts";
import { DefaultEffect } from "./effect.tsx";
import { QuotaFields } from "./quota-fields.tsx";

export interface QuotaSettingsFormProps {
  settings: Pick<Settings, "accountQuotaOctets" | "accountQuotaMessages" | "overQuota" | "quotaThresholds">;
  action: FormAction;
  preview: FormAction<QuotaEffect>;
}

/** What holds for the whole server. */
export function QuotaSettingsForm({ settings, action, preview }: QuotaSettingsFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-4">
      <QuotaFields
        octetsName="accountQuotaOctets"
        messagesName="accountQuotaMessages"
        octetsLabel="A new account may hold"
        messagesLabel="And so many messages"
        octets={settings.accountQuotaOctets}
        messages={settings.accountQuotaMessages}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          name="overQuota"
          label="Mail for a full maildrop"
          defaultValue={settings.overQuota}
          options={[
            { value: "later", label: "Put off: 452 4.2.2", description: "The sender's server tries again for days" },
            { value: "refuse", label: "Refused: 552 5.2.2", description: "The sender is told at once" },
          ]}
          description="A watched Maildir keeps such mail and tries again, whichever is chosen."
        />
        <TextField
          name="quotaThresholds"
          label="Alerts at"
          defaultValue={settings.quotaThresholds}
          placeholder="No alerts"
          description="Percents of a quota, a comma between."
          suffix={<span className="pr-2 text-muted">%</span>}
          autoComplete="off"
        />
      </div>
      <Preview action={preview}>{(effect) => <DefaultEffect effect={effect} />}</Preview>
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </Form>
  );
}
