"use client";

import { NetworksEffect } from "#components/network/networks-effect.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { AccountView, NetworksEffect as Effect } from "#server/account/schema.ts";

export interface AccessFormProps {
  account: AccountView;
  action: FormAction;
  preview: FormAction<Effect>;
}

export function AccessForm({ account, action, preview }: AccessFormProps) {
  const { id, allowedNetworks, domainNetworks, domainName, onlyAppPasswords } = account;
  const inherited =
    domainNetworks === ""
      ? "Empty: from everywhere."
      : `Empty: as ${domainName} has it, ${domainNetworks.replaceAll(",", ", ")}.`;
  return (
    <Form action={action} fields={{ id }} className="flex flex-col gap-4">
      <TextField
        name="allowedNetworks"
        label="Only from these networks"
        rows={3}
        isMonospace
        defaultValue={allowedNetworks.replaceAll(",", "\n")}
        placeholder={"192.0.2.0/24\n2001:db8::/32"}
        description={`${inherited} Webmail on this machine comes from 127.0.0.1. Sessions that are in stay in.`}
      />
      <SwitchField
        name="onlyAppPasswords"
        label="Only app passwords"
        description="The account's own password signs nobody in by POP3."
        defaultSelected={onlyAppPasswords}
      />
      <Preview action={preview}>{(effect) => <NetworksEffect effect={effect} />}</Preview>
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </Form>
  );
}
