import { Copyable } from "#components/ui/code.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { ClientSettings as Settings } from "#server/set-up/schema.ts";

export interface ClientSettingsProps {
  settings: Settings;
  /** User name: the account's address. */
  address: string;
  /** Only of the sample, whose password nobody has typed. */
  password?: string;
}

/** What is typed into a mail program, ready to be copied. */
export function ClientSettings({ settings: { hostname, tlsPort, stlsPort }, address, password }: ClientSettingsProps) {
  const port = tlsPort ?? stlsPort;
  if (port === null) {
    return (
      <Notice tone="warning" title="No listener with TLS is switched on">
        Switch POP3S on under Listeners; the settings appear here.
      </Notice>
    );
  }
  const isImplicit = tlsPort !== null;
  return (
    <Facts
      items={[
        { label: "Protocol", value: "POP3" },
        { label: "Server", value: <Copyable text={hostname} label="Copy the server name" /> },
        { label: "Port", value: <Copyable text={String(port)} label="Copy the port" /> },
        { label: "Security", value: isImplicit ? "SSL/TLS" : "STARTTLS" },
        { label: "Authentication", value: "Normal password" },
        { label: "User name", value: <Copyable text={address} label="Copy the user name" /> },
        ...(password === undefined
          ? []
          : [{ label: "Password", value: <Copyable text={password} label="Copy the password" /> }]),
      ]}
    />
  );
}
