"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const options: readonly Option[] = [
  { value: "off", label: "Nobody", description: "There is no such page." },
  { value: "machine", label: "Programs on this machine", description: "By plain http, without a token." },
  { value: "token", label: "Whoever shows the token", description: "By https; also from elsewhere." },
];

export interface AccessFormProps {
  access: string;
  networks: string;
  action: FormAction;
  /** A sentence on what saving would mean. */
  preview: FormAction<string>;
}

/** Who may read /metrics. */
export function AccessForm({ access, networks, action, preview }: AccessFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <SelectField name="metricsAccess" label="Who" options={options} defaultValue={access} />
        <TextField
          name="metricsNetworks"
          label="The token counts only from"
          description="Networks such as 192.0.2.0/24, a comma between. Empty: from everywhere."
          defaultValue={networks}
          autoComplete="off"
          isMonospace
        />
      </div>
      <Preview action={preview}>
        {(sentence) => <p className="min-h-5 text-muted">{sentence !== null && `Saved so: ${sentence}`}</p>}
      </Preview>
      <div>
        <SubmitButton variant="secondary">Save who may read it</SubmitButton>
      </div>
    </Form>
  );
}
