"use client";

import { useState } from "react";
import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type ListenerWish, loopbackNetworks } from "#server/listener/schema.ts";

type Kind = "pop3" | "lmtp" | "lmtp-socket" | "web";

const kinds: readonly Option[] = [
  { value: "pop3", label: "POP3", description: "Mail programs collect mail here." },
  { value: "lmtp", label: "LMTP", description: "The mail server delivers here, by TCP." },
  {
    value: "lmtp-socket",
    label: "LMTP by a unix socket",
    description: "The mail server on this machine delivers here.",
  },
  {
    value: "web",
    label: "Public web",
    description: "Set-up of mail programs and proofs for certificates; no console.",
  },
];

const tlsOfPop3: readonly Option[] = [
  { value: "implicit", label: "TLS from the first octet", description: "As on port 995. The safest." },
  { value: "starttls", label: "STLS", description: "As on port 110: begins in the clear, then changes to TLS." },
  { value: "none", label: "None", description: "Only for a network you trust." },
];

const tlsOfLmtp: readonly Option[] = [
  { value: "none", label: "None", description: "Usual on this machine." },
  { value: "starttls", label: "STARTTLS", description: "For a mail server on another machine." },
];

const tlsOfWeb: readonly Option[] = [
  { value: "none", label: "None: http", description: "As on port 80, where certificate authorities ask." },
  { value: "implicit", label: "TLS: https", description: "As on port 443, where mail programs ask first." },
];

const cleartext: readonly Option[] = [
  { value: "never", label: "Never", description: "Every sign-in needs TLS." },
  {
    value: "networks",
    label: "Only from networks",
    description: "Such as this machine itself, or a printer's network.",
  },
  { value: "always", label: "From anywhere", description: "Passwords can be read on the way." },
];

const closing: readonly Option[] = [
  { value: "drain", label: "Let sessions inside finish" },
  { value: "cut", label: "End sessions inside", description: "A session that is cut removes nothing." },
];

/** The fields of a listener; what cannot apply is not asked. */
export function ListenerFields({ listener }: { listener?: ListenerWish }) {
  const [kind, setKind] = useState<Kind>(listener ? kindOf(listener) : "pop3");
  const [tls, setTls] = useState<string>(listener?.tls ?? "implicit");
  const [isProxied, setProxied] = useState(listener?.proxyProtocol ?? false);
  const [clear, setClear] = useState<string>(listener?.cleartextSignIn ?? "networks");
  const isSocket = kind === "lmtp-socket";
  const tlsOptions = { pop3: tlsOfPop3, lmtp: tlsOfLmtp, "lmtp-socket": tlsOfLmtp, web: tlsOfWeb }[kind];
  const shownTls = tlsOptions.some(({ value }) => value === tls) ? tls : "none";
  return (
    <>
      {listener === undefined && (
        <SelectField
          name="kind"
          label="Kind"
          options={kinds}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
        />
      )}
      <TextField name="name" label="Name" defaultValue={listener?.name} autoComplete="off" isRequired />
      {isSocket ? (
        <TextField
          name="socketPath"
          label="Path"
          description="Where the mail server may reach it: Debian's Postfix sees only /var/spool/postfix."
          defaultValue={listener?.socketPath ?? undefined}
          placeholder="/var/spool/postfix/private/popdesk-lmtp"
          autoComplete="off"
          isMonospace
          isRequired
        />
      ) : (
        <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
          <TextField
            name="address"
            label="Address"
            description="* is every address of this machine."
            defaultValue={listener?.address ?? (kind === "lmtp" ? "127.0.0.1" : "*")}
            autoComplete="off"
            isMonospace
            isRequired
          />
          <TextField
            name="port"
            label="Port"
            inputMode="numeric"
            defaultValue={listener?.port?.toString()}
            autoComplete="off"
            isMonospace
            isRequired
          />
        </div>
      )}
      {!isSocket && <SelectField name="tls" label="TLS" options={tlsOptions} value={shownTls} onChange={setTls} />}
      {kind === "pop3" && shownTls !== "implicit" && (
        <SelectField
          name="cleartextSignIn"
          label="Sign-in without TLS"
          options={cleartext}
          value={clear}
          onChange={setClear}
        />
      )}
      {kind === "pop3" && shownTls !== "implicit" && clear === "networks" && (
        <TextField
          name="cleartextNetworks"
          label="Networks that may do without TLS"
          description="127.0.0.0/8 and ::1/128 are this machine itself. Nobody behind a proxy counts as this machine."
          defaultValue={(listener?.cleartextNetworks || loopbackNetworks).replaceAll(",", ", ")}
          placeholder="10.0.0.0/8, 2001:db8::/32"
          autoComplete="off"
          isMonospace
          isRequired
        />
      )}
      {!isSocket && (
        <SwitchField
          name="proxyProtocol"
          label="Clients come through a proxy"
          description="Each connection begins with a PROXY protocol header, version 1 or 2, that names the client."
          defaultSelected={isProxied}
          onChange={setProxied}
        />
      )}
      {!isSocket && isProxied && (
        <TextField
          name="trustedNetworks"
          label="Networks of the proxies"
          description="Connections from anywhere else are refused on this listener."
          defaultValue={listener?.trustedNetworks.replaceAll(",", ", ")}
          placeholder="10.0.0.0/8, 192.0.2.1"
          autoComplete="off"
          isMonospace
          isRequired
        />
      )}
      <SelectField
        name="closing"
        label="When it is switched off"
        options={closing}
        defaultValue={listener?.closing ?? "drain"}
      />
    </>
  );
}

function kindOf({ protocol, socketPath }: ListenerWish): Kind {
  if (protocol !== "lmtp") return protocol;
  return socketPath === null ? "lmtp" : "lmtp-socket";
}
