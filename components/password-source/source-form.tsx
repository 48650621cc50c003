"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { Form } from "#components/ui/form.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { SourceKind, SourceSettings } from "#server/password-source/schema.ts";
import { LdapFields } from "./ldap-fields.tsx";
import { PamFields } from "./pam-fields.tsx";
import { type ShownEffect, SourceEffect } from "./source-effect.tsx";

export interface SourceFormProps {
  /** The trial beside it reads what is typed by it. */
  formId: string;
  domainId: number;
  domainName: string;
  accountCount: number;
  settings: SourceSettings | null;
  hasBindPassword: boolean;
  action: FormAction;
  preview: FormAction<ShownEffect>;
}

const kinds = [
  { value: "database", label: "Here, as they were set here" },
  { value: "ldap", label: "By an LDAP directory", description: "OpenLDAP, Active Directory, 389 Directory Server …" },
  { value: "pam", label: "By PAM on this machine", description: "Asked by way of saslauthd" },
] as const;

/** Where passwords are checked. Another place asks for the domain's name: everybody there signs in with another password then. */
export function SourceForm(props: SourceFormProps) {
  const { formId, domainId, domainName, accountCount, settings, hasBindPassword, action, preview } = props;
  const saved: SourceKind = settings?.kind ?? "database";
  const [kind, setKind] = useState<SourceKind>(saved);
  const [typed, setTyped] = useState("");
  const isAsked = kind !== saved && accountCount > 0;
  return (
    <Form id={formId} action={action} fields={{ id: domainId }} className="flex flex-col gap-4">
      <div className="max-w-md">
        <SelectField
          name="kind"
          label="Passwords are checked"
          options={kinds}
          value={kind}
          onChange={(value) => setKind(value as SourceKind)}
        />
      </div>
      {kind === "ldap" && (
        <LdapFields settings={settings?.kind === "ldap" ? settings : null} hasBindPassword={hasBindPassword} />
      )}
      {kind === "pam" && <PamFields settings={settings?.kind === "pam" ? settings : null} />}
      <Preview action={preview}>{(effect) => <SourceEffect effect={effect} />}</Preview>
      {isAsked && (
        <div className="max-w-md">
          <TextField
            name="typedWord"
            label={`Type ${domainName} to confirm`}
            description="Try a sign-in first: nobody is signed in by that."
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            isMonospace
          />
        </div>
      )}
      <div>
        <SubmitButton isDisabled={isAsked && typed.trim() !== domainName}>Save</SubmitButton>
      </div>
    </Form>
  );
}
