"use client";

import { NetworksEffect } from "#components/network/networks-effect.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { NetworksEffect as Effect } from "#server/account/schema.ts";
import type { DomainView } from "#server/domain/schema.ts";

export interface DomainNetworksFormProps {
  domain: Pick<DomainView, "id" | "allowedNetworks">;
  action: FormAction;
  preview: FormAction<Effect>;
}

/** From where accounts of a domain may sign in that name no networks themselves. */
export function DomainNetworksForm({ domain: { id, allowedNetworks }, action, preview }: DomainNetworksFormProps) {
  return (
    <Form action={action} fields={{ id }}>
      <TextField
        name="allowedNetworks"
        label="Only from these networks"
        rows={3}
        isMonospace
        defaultValue={allowedNetworks.replaceAll(",", "\n")}
        placeholder={"192.0.2.0/24\n2001:db8::/32"}
        description="Empty: from everywhere. Webmail on this machine comes from 127.0.0.1. Sessions that are in stay in."
      />
      <Preview action={preview}>{(effect) => <NetworksEffect effect={effect} />}</Preview>
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </Form>
  );
}
