"use client";

import { Inbox } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import type { ButtonVariant } from "#components/ui/button.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { DomainRow } from "#server/domain/schema.ts";

export interface CatchAllProps {
  domain: Pick<DomainRow, "id" | "name" | "catchAll">;
  action: FormAction;
  trigger?: string;
  triggerVariant?: ButtonVariant;
}

/** Who gets what is for an address of a domain that nobody has. */
export function CatchAll({ domain, action, trigger = "Catch-all", triggerVariant = "ghost" }: CatchAllProps) {
  const { id, name, catchAll } = domain;
  return (
    <FormDialog
      trigger={trigger}
      triggerVariant={triggerVariant}
      triggerIcon={<Inbox aria-hidden />}
      title={`Catch-all of ${name}`}
      description="Mail for an address of this domain that nobody has is refused, unless an account takes it all. Expect much spam there."
      action={action}
      fields={{ id }}
      submit="Save"
    >
      <TextField
        name="catchAll"
        label="Account"
        description="The address of an account, of this domain or another. Empty: such mail is refused."
        defaultValue={catchAll ?? ""}
        placeholder={`postmaster@${name}`}
        autoComplete="off"
        isRequired={false}
        autoFocus
      />
    </FormDialog>
  );
}
