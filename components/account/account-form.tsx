"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { AccountView } from "#server/account/schema.ts";
import { quotaText } from "./quota-text.ts";

export function AccountForm({ account, action }: { account: AccountView; action: FormAction }) {
  return (
    <Form action={action} fields={{ id: account.id }} doneMessage="Saved.">
      <TextField name="displayName" label="Name" defaultValue={account.displayName} autoComplete="off" />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="quotaOctets"
          label="Quota"
          placeholder="No limit"
          defaultValue={quotaText(account.quotaOctets)}
          description="Such as 500 MB or 2 GB."
          autoComplete="off"
        />
        <TextField
          name="quotaMessages"
          label="Most messages"
          placeholder="No limit"
          inputMode="numeric"
          defaultValue={account.quotaMessages?.toString() ?? ""}
          description="Over quota, mail waits with the sender and is tried again."
          autoComplete="off"
        />
      </div>
      <div>
        <SubmitButton variant="secondary">Save</SubmitButton>
      </div>
    </Form>
  );
}
