"use client";

import { useState } from "react";
import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { letsEncrypt, letsEncryptStaging } from "#server/acme/schema.ts";
import { KeyTypeField, NamesField } from "./request-fields.tsx";

const directories: readonly Option[] = [
  { value: letsEncrypt, label: "Let's Encrypt" },
  {
    value: letsEncryptStaging,
    label: "Let's Encrypt staging",
    description: "For trying; mail programs do not trust it.",
  },
  { value: "other", label: "Another authority", description: "Any that speaks ACME (RFC 8555)." },
];

const proofs: readonly Option[] = [
  { value: "http-01", label: "Over the public web", description: "The authority asks port 80 of each name." },
  { value: "dns-01", label: "By DNS", description: "A program of yours sets a record. Wildcards need this." },
];

/** What is asked of whoever wants a certificate fetched; what cannot apply is not asked. */
export function AutomaticFields({ hostname, hooks }: { hostname: string; hooks: readonly string[] }) {
  const [directory, setDirectory] = useState<string>(letsEncrypt);
  const [proof, setProof] = useState("http-01");
  return (
    <>
      <NamesField defaultValue={hostname} description="One a line. Each must lead to this server." />
      <SelectField name="directory" label="Authority" options={directories} value={directory} onChange={setDirectory} />
      {directory === "other" ? (
        <>
          <TextField
            name="directoryUrl"
            label="Address of its directory"
            placeholder="https://ca.example.org/acme/directory"
            autoComplete="off"
            isMonospace
            isRequired
          />
          <TextField
            name="directoryCa"
            label="Its root certificate"
            description="Only for an authority of your own that nobody else trusts."
            placeholder="-----BEGIN CERTIFICATE-----"
            rows={3}
            autoComplete="off"
            isMonospace
          />
        </>
      ) : (
        <input type="hidden" name="directoryUrl" value={directory} />
      )}
      <SelectField name="challenge" label="Proof" options={proofs} value={proof} onChange={setProof} />
      {proof === "dns-01" && (
        <>
          <SelectField
            name="hook"
            label="Program that sets the record"
            description={
              hooks.length === 0
                ? "There is none yet. Put an executable into the folder hooks of the data directory; it is run as: add|remove NAME VALUE."
                : "From the folder hooks of the data directory; it is run as: add|remove NAME VALUE."
            }
            options={hooks.map((hook) => ({ value: hook, label: hook }))}
            isDisabled={hooks.length === 0}
          />
          <TextField
            name="dnsWaitSeconds"
            label="Wait after it"
            description="Until every name server of the zone has the record."
            defaultValue="30"
            inputMode="numeric"
            suffix={<span className="pr-2 text-muted">seconds</span>}
          />
        </>
      )}
      <KeyTypeField isRsa3072Offered={false} />
      <TextField
        name="contact"
        label="E-mail address"
        description="Where the authority may write to. May stay empty."
        type="email"
        autoComplete="off"
      />
      {directory === letsEncrypt && (
        <SwitchField
          name="triesFirst"
          label="Try against staging first"
          description="A mistake then counts towards no limit."
          defaultSelected
        />
      )}
      <SwitchField
        name="agreesToTerms"
        label="I agree to the authority's terms of service"
        description="Let's Encrypt has them at letsencrypt.org/repository."
      />
    </>
  );
}
