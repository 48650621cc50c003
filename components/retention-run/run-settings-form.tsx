"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Settings } from "#server/setting/schema.ts";

export interface RunSettingsFormProps {
  settings: Pick<
    Settings,
    "retentionTime" | "retentionServerPercent" | "retentionDomainPercent" | "retentionAccountPercent"
  >;
  action: FormAction;
}

const shares = [
  { name: "retentionServerPercent", label: "Of all messages" },
  { name: "retentionDomainPercent", label: "Of a domain's messages" },
  { name: "retentionAccountPercent", label: "Of an account's messages" },
] as const;

/** When rules are carried out, and from what share on a run asks. */
export function RunSettingsForm({ settings, action }: RunSettingsFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <TextField
          name="retentionTime"
          label="Every day at"
          defaultValue={settings.retentionTime}
          placeholder="By hand only"
          description="Such as 03:30, in the server's time zone."
          autoComplete="off"
          isMonospace
        />
        {shares.map(({ name, label }) => (
          <TextField
            key={name}
            name={name}
            label={label}
            defaultValue={settings[name]?.toString() ?? ""}
            placeholder="Never asks"
            description="A run that would remove more asks first."
            inputMode="numeric"
            autoComplete="off"
            suffix={<span className="pr-2 text-muted">%</span>}
          />
        ))}
      </div>
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </Form>
  );
}
