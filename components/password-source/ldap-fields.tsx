"use client";

import { useState } from "react";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { LdapMode, LdapSettings, LdapTls } from "#server/password-source/schema.ts";
import { AskingFields } from "./asking-fields.tsx";

const tlsModes = [
  { value: "implicit", label: "TLS from the start (ldaps)", description: "Port 636 where none is named" },
  { value: "starttls", label: "StartTLS", description: "Port 389 where none is named" },
  { value: "none", label: "Without TLS", description: "Only for a directory on this very machine" },
] as const;

const modes = [
  { value: "search", label: "Is looked for", description: "A search finds the entry, whose password is then tried" },
  { value: "template", label: "Is made of the address", description: "Such as uid=%n,ou=people,… or %u" },
] as const;

const scopes = [
  { value: "sub", label: "The base and all below it" },
  { value: "one", label: "One level below the base" },
] as const;

const placeholders = "%u is the address, %n what stands before its @, %d its domain.";

export function LdapFields({ settings, hasBindPassword }: { settings: LdapSettings | null; hasBindPassword: boolean }) {
  const [tls, setTls] = useState<LdapTls>(settings?.tls ?? "implicit");
  const [mode, setMode] = useState<LdapMode>(settings?.mode ?? "search");
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
      <TextField
        name="servers"
        label="Servers"
        rows={2}
        defaultValue={settings?.servers.join("\n") ?? ""}
        placeholder="ldap.example.org"
        description="One a line, tried in turn; host:port where the port is not the usual one."
        isMonospace
        autoComplete="off"
      />
      <SelectField
        name="tls"
        label="TLS"
        options={tlsModes}
        value={tls}
        onChange={(value) => setTls(value as LdapTls)}
        description="The certificate's chain and name are always checked."
      />
      {tls !== "none" && (
        <div className="md:col-span-2">
          <TextField
            name="caPem"
            label="Trusted certificates (optional)"
            rows={3}
            defaultValue={settings?.caPem ?? ""}
            placeholder="-----BEGIN CERTIFICATE-----"
            description="Of the authority that signed the directory's certificate, as PEM. Empty: those this machine trusts."
            isMonospace
            autoComplete="off"
          />
        </div>
      )}
      <SelectField
        name="mode"
        label="The person's name in the directory"
        options={modes}
        value={mode}
        onChange={(value) => setMode(value as LdapMode)}
      />
      {mode === "template" ? (
        <TextField
          name="dnTemplate"
          label="Name"
          defaultValue={settings?.dnTemplate ?? ""}
          placeholder="uid=%n,ou=people,dc=example,dc=org"
          description={`${placeholders} Active Directory takes %u.`}
          isMonospace
          autoComplete="off"
        />
      ) : (
        <SearchFields settings={settings} hasBindPassword={hasBindPassword} />
      )}
      <AskingFields timeoutSeconds={settings?.timeoutSeconds ?? 5} rememberMinutes={settings?.rememberMinutes ?? 0} />
    </div>
  );
}

function SearchFields({ settings, hasBindPassword }: { settings: LdapSettings | null; hasBindPassword: boolean }) {
  return (
    <>
      <TextField
        name="filter"
        label="Filter"
        defaultValue={settings?.filter || "(mail=%u)"}
        description={`${placeholders} A group too: (&(mail=%u)(memberOf=cn=mail,…)).`}
        isMonospace
        autoComplete="off"
      />
      <TextField
        name="base"
        label="Base"
        defaultValue={settings?.base ?? ""}
        placeholder="ou=people,dc=example,dc=org"
        description="Where the search begins."
        isMonospace
        autoComplete="off"
      />
      <SelectField name="scope" label="What is searched" options={scopes} defaultValue={settings?.scope ?? "sub"} />
      <TextField
        name="bindDn"
        label="Who searches (optional)"
        defaultValue={settings?.bindDn ?? ""}
        placeholder="cn=popdesk,dc=example,dc=org"
        description="An entry that may read what the filter asks for, and nothing else. Empty: anybody may search there."
        isMonospace
        autoComplete="off"
      />
      <TextField
        name="bindPassword"
        type="password"
        label="Password of who searches"
        placeholder={hasBindPassword ? "as it is kept" : ""}
        description={
          hasBindPassword
            ? "Kept sealed, and shown to nobody. Empty leaves it as it is."
            : "Kept sealed, and shown to nobody again."
        }
        autoComplete="new-password"
      />
    </>
  );
}
