"use client";

import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const keys: readonly Option[] = [
  {
    value: "ecdsa-p256",
    label: "ECDSA P-256",
    description: "Small and quick; for every program of the last ten years.",
  },
  { value: "rsa-2048", label: "RSA 2048", description: "For the oldest programs as well." },
  { value: "rsa-3072", label: "RSA 3072" },
];

export function NamesField({ defaultValue, description }: { defaultValue?: string; description: string }) {
  return (
    <TextField
      name="names"
      label="Host names"
      description={description}
      defaultValue={defaultValue}
      placeholder="mail.example.org"
      rows={3}
      autoComplete="off"
      isMonospace
      isRequired
    />
  );
}

export function KeyTypeField({ isRsa3072Offered = true }: { isRsa3072Offered?: boolean }) {
  return (
    <SelectField
      name="keyType"
      label="Key"
      options={isRsa3072Offered ? keys : keys.slice(0, 2)}
      defaultValue="ecdsa-p256"
    />
  );
}

export function RequestFields({ hostname }: { hostname: string }) {
  return (
    <>
      <NamesField
        defaultValue={hostname}
        description="One a line. A wildcard such as *.example.org stands for one label."
      />
      <KeyTypeField />
    </>
  );
}
