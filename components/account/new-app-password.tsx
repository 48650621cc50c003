"use client";

import { Plus } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SecretDialog } from "#components/ui/secret-dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const spans = [
  { value: "", label: "Until it is revoked" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
];

/** Makes an app password, then shows it once: nobody can read it again. */
export function NewAppPassword({ accountId, action }: { accountId: number; action: FormAction<string> }) {
  return (
    <SecretDialog
      trigger="Make an app password"
      triggerIcon={<Plus aria-hidden />}
      title="Make an app password"
      description="It is made at random and shown once."
      doneTitle="The app password is made"
      doneDescription="Type it into the mail program in place of the password; capitals, blanks and hyphens do not matter."
      action={action}
      fields={{ accountId }}
      submit="Make it"
      secretOf={({ data }) => data ?? ""}
    >
      <TextField name="name" label="What is it for?" placeholder="Ann's phone" autoComplete="off" autoFocus />
      <SelectField name="days" label="It works for" options={spans} defaultValue="365" />
      <TextField
        name="allowedNetworks"
        label="Only from these networks"
        isMonospace
        autoComplete="off"
        description="Empty: from wherever the account may sign in."
      />
    </SecretDialog>
  );
}
