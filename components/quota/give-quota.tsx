"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { QuotaEffect } from "#server/quota/schema.ts";
import { GiftEffect } from "./effect.tsx";

export interface GiveQuotaProps {
  /** Undefined: every domain. */
  domain?: { id: number; name: string };
  quotaOctets: number | null;
  quotaMessages: number | null;
  action: FormAction;
  preview: FormAction<QuotaEffect>;
}

/** Gives the default to accounts that are there already, with what that would do said before. */
export function GiveQuota({ domain, quotaOctets, quotaMessages, action, preview }: GiveQuotaProps) {
  const [whom, setWhom] = useState<"unlimited" | "all">("unlimited");
  const octets = quotaOctets ?? "";
  const messages = quotaMessages ?? "";
  return (
    <FormDialog
      trigger="Give it to accounts there"
      title="Give the default to accounts that are there"
      description={domain ? `Accounts of ${domain.name}.` : "Accounts of every domain."}
      action={action}
      fields={{
        domainId: domain?.id ?? "",
        quotaOctets: octets,
        quotaMessages: messages,
        accountQuotaOctets: octets,
        accountQuotaMessages: messages,
      }}
      submit="Give"
    >
      <SelectField
        name="whom"
        label="To whom"
        value={whom}
        onChange={(value) => setWhom(value === "all" ? "all" : "unlimited")}
        options={[
          { value: "unlimited", label: "Those without a limit" },
          { value: "all", label: "All of them", description: "Limits of their own are lost" },
        ]}
      />
      <Preview action={preview}>{(effect) => <GiftEffect effect={effect} whom={whom} />}</Preview>
    </FormDialog>
  );
}
