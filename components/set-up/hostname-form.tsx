"use client";

import { ArrowRight } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const formId = "server-name";

export function HostnameForm({ action, hostname }: { action: FormAction; hostname: string }) {
  return (
    <Form id={formId} action={action} className="flex flex-col gap-3">
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

/** Goes on to the next page with the name as it stands in the field, saved or not. */
export function GoOnWithName() {
  return (
    <Button type="submit" form={formId} name="next" value="mail" variant="primary" size="md">
      Go on
      <ArrowRight aria-hidden />
    </Button>
  );
}
