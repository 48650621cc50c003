"use client";

import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import type { ButtonVariant } from "#components/ui/button.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CheckedUpload } from "#server/certificate/schema.ts";
import { MaterialField } from "./material-field.tsx";

export interface UploadDialogProps {
  trigger: string;
  triggerVariant?: ButtonVariant;
  triggerIcon?: ReactNode;
  title: string;
  action: FormAction<CheckedUpload>;
  /** A certificate that is replaced, or a request that is answered. */
  fields?: Record<string, string | number>;
  /** The key is sealed here already. */
  hasKey?: boolean;
  /** Whether it may become the default; what it replaces decides otherwise. */
  asksForDefault?: boolean;
}

/** A certificate and its key, checked first, so that what will be shown is seen before it is. */
export function UploadDialog(props: UploadDialogProps) {
  const { trigger, triggerVariant, triggerIcon, title, action, fields, hasKey = false, asksForDefault = false } = props;
  const [chain, setChain] = useState("");
  const [secretKey, setSecretKey] = useState("");
  const [checked, setChecked] = useState<CheckedUpload | null>(null);
  const isTwoSteps = !hasKey;
  const change = (set: (value: string) => void) => (value: string) => {
    set(value);
    setChecked(null);
  };
  return (
    <FormDialog<CheckedUpload>
      trigger={trigger}
      triggerVariant={triggerVariant}
      triggerIcon={triggerIcon}
      title={title}
      description={
        hasKey
          ? "What the authority sent back. The key has waited here for it."
          : "It is checked first. Clients are shown it when you install it, and no session is dropped."
      }
      action={action}
      fields={fields}
      submit={isTwoSteps && checked === null ? "Check" : "Install"}
      staysOpen={({ data }) => data?.id === null}
      onDone={({ data }) => {
        if (data?.id === null) return setChecked(data);
        setChain("");
        setSecretKey("");
        setChecked(null);
      }}
    >
      <MaterialField
        name="chain"
        label="Certificate and chain"
        description="PEM, the server's own and those of the authorities between; or a file .pfx, .p12 with everything in it."
        placeholder="-----BEGIN CERTIFICATE-----"
        value={chain}
        onChange={change(setChain)}
        isRequired
      />
      {!hasKey && (
        <>
          <MaterialField
            name="secretKey"
            label="Private key"
            description="Kept sealed. It never leaves this server, and no page shows it again."
            placeholder="-----BEGIN PRIVATE KEY-----"
            value={secretKey}
            onChange={change(setSecretKey)}
          />
          <PasswordField
            name="keyPassword"
            label="Passphrase of the key"
            description="Only where it has one. It is not kept."
            autoComplete="current-password"
          />
          <input type="hidden" name="isTrial" value={String(checked === null)} />
        </>
      )}
      {asksForDefault && (
        <SwitchField
          name="isDefault"
          label="Show it where no other fits"
          description="To programs that ask for no name, or for one that no certificate has."
        />
      )}
      {checked && <Verdict checked={checked} />}
    </FormDialog>
  );
}

function Verdict({ checked }: { checked: CheckedUpload }) {
  const { names, issuer, keyType, notAfterAt, chainLength, notes } = checked;
  const seen = useRef<HTMLDivElement>(null);
  // A long key has pushed it below the edge.
  useEffect(() => {
    // Chromium gives a promise here, which React would take for a clean-up.
    seen.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const named = names.slice(0, 4).join(", ");
  return (
    <div ref={seen}>
      <Notice
        tone="good"
        title={`It is sound: for ${names.length > 4 ? `${named} and ${names.length - 4} more` : named}.`}
      >
        <p>
          By {issuer}, {keyType}, until <Time at={notAfterAt} format="exact" />;{" "}
          {chainLength === 1 ? "one certificate is" : `${chainLength} certificates are`} sent.
        </p>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </Notice>
    </div>
  );
}
