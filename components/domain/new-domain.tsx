"use client";

import { Plus } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";

export interface NewDomainProps {
  create: FormAction;
  /** Open at once, as a link from elsewhere asks for. */
  isOpenAtFirst?: boolean;
}

export function NewDomain({ create, isOpenAtFirst }: NewDomainProps) {
  return (
    <FormDialog
      trigger="Create domain"
      triggerVariant="primary"
      triggerIcon={<Plus aria-hidden />}
      title="Create a domain"
      description="Your mail server decides which mail is handed over; a domain says which of it has a home here."
      action={create}
      submit="Create domain"
      isOpenAtFirst={isOpenAtFirst}
    >
      <TextField name="name" label="Domain" placeholder="example.org" autoComplete="off" autoFocus />
    </FormDialog>
  );
}
