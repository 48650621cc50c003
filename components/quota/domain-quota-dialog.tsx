"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import type { ButtonVariant } from "#components/ui/button.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { DomainQuotaEffect, DomainQuotaRow } from "#server/quota/schema.ts";
import { DomainEffect } from "./effect.tsx";
import { QuotaFields } from "./quota-fields.tsx";

export interface DomainQuotaDialogProps {
  trigger?: string;
  triggerVariant?: ButtonVariant;
  domain: DomainQuotaRow;
  save: FormAction;
  preview: FormAction<DomainQuotaEffect>;
}

/** What a domain's accounts together may hold, and what a new one of them gets. */
export function DomainQuotaDialog({
  trigger = "Change",
  triggerVariant,
  domain,
  save,
  preview,
}: DomainQuotaDialogProps) {
  const [hasOwn, setOwn] = useState(domain.hasAccountQuota);
  return (
    <FormDialog
      trigger={trigger}
      triggerVariant={triggerVariant}
      title={`Quota of ${domain.name}`}
      description="All its accounts together may hold so much. When it is reached none of them takes mail."
      action={save}
      fields={{ id: domain.id }}
      submit="Save"
    >
      <QuotaFields
        octetsName="quotaOctets"
        messagesName="quotaMessages"
        octetsLabel="The domain may hold"
        messagesLabel="And so many messages"
        octets={domain.quotaOctets}
        messages={domain.quotaMessages}
      />
      <Preview action={preview}>{(effect) => <DomainEffect effect={effect} />}</Preview>
      <SelectField
        name="hasAccountQuota"
        label="A new account of it gets"
        value={String(hasOwn)}
        onChange={(value) => setOwn(value === "true")}
        options={[
          { value: "false", label: "What the server says" },
          { value: "true", label: "A quota of this domain" },
        ]}
      />
      {hasOwn && (
        <QuotaFields
          octetsName="accountQuotaOctets"
          messagesName="accountQuotaMessages"
          octetsLabel="Each may hold"
          messagesLabel="And so many messages"
          octets={domain.accountQuotaOctets}
          messages={domain.accountQuotaMessages}
        />
      )}
    </FormDialog>
  );
}
