"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { TextField } from "#components/ui/text-field.tsx";

export interface HostnameFormProps {
  action: FormAction;
  hostname: string;
  /** For a button that stands outside. */
  id?: string;
}

export function HostnameForm({ action, hostname, id }: HostnameFormProps) {
  return (
    <Form id={id} action={action} className="flex flex-col gap-3">
      <TextField
        name="hostname"
        label="Host name"
        description="The name mail programs connect to, such as mail.example.org. It stands in the greeting and in the certificate."
        defaultValue={hostname}
        autoComplete="off"
        isMonospace
        isRequired
      />
      <div>
        <SubmitButton variant="secondary">Save the name</SubmitButton>
      </div>
    </Form>
  );
}
