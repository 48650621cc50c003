"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const securities: readonly Option[] = [
  { value: "starttls", label: "STARTTLS", description: "Usual on port 587." },
  { value: "implicit", label: "SSL/TLS", description: "Usual on port 465." },
];

export interface SubmissionFormProps {
  action: FormAction;
  /** Null: the host name of this server. */
  host: string | null;
  hostname: string;
  port: number;
  tls: "starttls" | "implicit";
}

/** Where mail programs are told to send mail. */
export function SubmissionForm({ action, host, hostname, port, tls }: SubmissionFormProps) {
  return (
    <Form action={action} className="flex flex-col gap-3 border-t border-separator pt-5">
      <div>
        <h3 className="font-medium">Where mail is sent</h3>
        <p className="max-w-2xl text-muted">
          Mail programs want to know it together with the rest. That server is your mail server, not Popdesk, and nobody
          here looks whether it answers.
        </p>
      </div>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_8rem_minmax(0,14rem)]">
        <TextField
          name="submissionHost"
          label="Server"
          defaultValue={host ?? ""}
          placeholder={hostname}
          autoComplete="off"
          isMonospace
        />
        <TextField
          name="submissionPort"
          label="Port"
          defaultValue={String(port)}
          inputMode="numeric"
          autoComplete="off"
          isMonospace
          isRequired
        />
        <SelectField name="submissionTls" label="Security" options={securities} defaultValue={tls} />
      </div>
      <div>
        <SubmitButton variant="secondary">Save where mail is sent</SubmitButton>
      </div>
    </Form>
  );
}
