"use client";

import { useState } from "react";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ChannelKind, ChannelSettings, ChannelView, SmtpTls } from "#server/alert/channel/schema.ts";

const usualPorts: Readonly<Record<SmtpTls, string>> = { starttls: "587", implicit: "465", none: "25" };

/** What all channels have, and what each kind needs. */
export function ChannelFields({ kind, channel }: { kind: ChannelKind; channel?: ChannelView }) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        defaultValue={channel?.name}
        description="As it is called here and in messages about it."
        autoComplete="off"
        isRequired
        autoFocus
      />
      <KindFields kind={kind} settings={channel?.settings} hasSecret={channel?.hasSecret ?? false} />
      <SelectField
        name="leastSeverity"
        label="Told of"
        defaultValue={channel?.leastSeverity ?? "warning"}
        options={[
          { value: "warning", label: "Every alert" },
          { value: "critical", label: "What is critical alone" },
        ]}
      />
    </>
  );
}

interface KindProps {
  kind: ChannelKind;
  settings?: ChannelSettings;
  hasSecret: boolean;
}

function KindFields({ kind, settings, hasSecret }: KindProps) {
  if (kind === "email")
    return <EmailFields settings={settings?.kind === "email" ? settings : null} hasSecret={hasSecret} />;
  const url = settings !== undefined && settings.kind !== "email" ? settings.url : undefined;
  if (kind === "webhook") {
    return (
      <>
        <TextField
          name="url"
          label="Address"
          defaultValue={url}
          placeholder="https://chat.example.org/hooks/mail"
          description="Gets a POST with JSON, signed. Redirects are not followed."
          autoComplete="off"
          isMonospace
          isRequired
        />
        {settings !== undefined && (
          <SecretField label="New key" description="Empty: the one it has. A receiver checks signatures with it." />
        )}
        <CaField caPem={settings?.caPem} />
      </>
    );
  }
  return (
    <>
      <TextField
        name="url"
        label="Server"
        defaultValue={url ?? "https://ntfy.sh"}
        autoComplete="off"
        isMonospace
        isRequired
      />
      <TextField
        name="topic"
        label="Topic"
        defaultValue={settings?.kind === "ntfy" ? settings.topic : undefined}
        description="Whoever knows the topic of an open server can read it: choose one nobody guesses."
        autoComplete="off"
        isMonospace
        isRequired
      />
      <SecretField
        label="Access token"
        description={hasSecret ? "Empty: the one it has." : "Where the topic is protected; empty: none."}
      />
      <CaField caPem={settings?.caPem} />
    </>
  );
}

function EmailFields({
  settings,
  hasSecret,
}: {
  settings: Extract<ChannelSettings, { kind: "email" }> | null;
  hasSecret: boolean;
}) {
  const [tls, setTls] = useState<string>(settings?.tls ?? "starttls");
  const [port, setPort] = useState(String(settings?.port ?? usualPorts.starttls));
  const chooseTls = (chosen: string) => {
    if (port === usualPorts[tls as SmtpTls]) setPort(usualPorts[chosen as SmtpTls]);
    setTls(chosen);
  };
  return (
    <>
      <TextField
        name="to"
        label="To"
        defaultValue={settings?.to.join(", ")}
        placeholder="postmaster@example.net"
        description="Several with a comma between. Best an address elsewhere: this server may be what is wrong."
        autoComplete="off"
        isRequired
      />
      <TextField
        name="from"
        label="From"
        defaultValue={settings?.from}
        placeholder="popdesk@example.org"
        autoComplete="off"
        isRequired
      />
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7rem]">
        <TextField
          name="host"
          label="SMTP server"
          defaultValue={settings?.host}
          placeholder="smtp.example.net"
          autoComplete="off"
          isMonospace
          isRequired
        />
        <TextField
          name="port"
          label="Port"
          value={port}
          onChange={setPort}
          inputMode="numeric"
          isMonospace
          isRequired
        />
      </div>
      <SelectField
        name="tls"
        label="Protected by"
        value={tls}
        onChange={chooseTls}
        options={[
          { value: "starttls", label: "STARTTLS", description: "As a rule port 587" },
          { value: "implicit", label: "TLS from the start", description: "As a rule port 465" },
          { value: "none", label: "Nothing", description: "For a server on this machine; no sign-in beyond it" },
        ]}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="user"
          label="Signs in as"
          defaultValue={settings?.user}
          description="Empty: nobody does."
          autoComplete="off"
        />
        <SecretField label="Password" description={hasSecret ? "Empty: the one it has." : "Sealed in the database."} />
      </div>
      {tls === "none" ? <input type="hidden" name="caPem" value="" /> : <CaField caPem={settings?.caPem} />}
    </>
  );
}

function SecretField({ label, description }: { label: string; description: string }) {
  return (
    <TextField name="secret" label={label} description={description} type="password" autoComplete="new-password" />
  );
}

function CaField({ caPem = "" }: { caPem?: string }) {
  return (
    <details open={caPem !== ""} className="[&[open]>summary]:mb-2">
      <summary className="cursor-pointer text-muted">Trusted certificates</summary>
      <TextField
        name="caPem"
        label="Certificates (PEM)"
        defaultValue={caPem}
        description="Of an authority of your own, trusted instead of those this machine trusts. Empty: these."
        rows={3}
        isMonospace
        autoComplete="off"
      />
    </details>
  );
}
