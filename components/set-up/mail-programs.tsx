import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { ClientSettings } from "#server/set-up/schema.ts";

export interface MailProgramsProps {
  settings: ClientSettings;
  address: string;
}

/** Where each mail program hides what has to be typed. */
export function MailPrograms({ settings: { hostname, tlsPort, stlsPort }, address }: MailProgramsProps) {
  const port = tlsPort ?? stlsPort ?? 995;
  const security = tlsPort === null ? "STARTTLS" : "SSL/TLS";
  const fetchmail = [
    `poll ${hostname} protocol POP3 service ${port}`,
    `  user "${address}" ${tlsPort === null ? "sslproto TLS1.2+" : "ssl"} sslcertck keep`,
  ].join("\n");
  return (
    <div className="flex flex-col">
      <Program name="Thunderbird">
        Account settings → Account actions → Add mail account → Configure manually. Incoming server: POP3, {hostname},
        port {port}, {security}, normal password, user name {address}.
      </Program>
      <Program name="Outlook">
        File → Add account → Advanced: let me set up my account manually → POP. Incoming mail: {hostname}, port {port},
        and tick “This server requires an encrypted connection ({security})”.
      </Program>
      <Program name="Apple Mail">
        Mail → Add account → Other mail account. Account type POP, incoming mail server {hostname}. Then Settings →
        Accounts → Server settings: port {port}
        {tlsPort !== null && ", Use TLS/SSL"}, authentication: password.
      </Program>
      <Program name="fetchmail">
        In <span className="font-mono">~/.fetchmailrc</span>, readable by you alone. With a self-signed certificate, add{" "}
        <span className="font-mono">sslfingerprint</span> and leave out <span className="font-mono">sslcertck</span>.
        <span className="mt-2 flex items-start gap-1 rounded-md bg-default p-2 text-foreground">
          <code className="grow overflow-x-auto font-mono text-xs leading-5 whitespace-pre">{fetchmail}</code>
          <CopyButton text={`${fetchmail}\n`} label="Copy the lines for fetchmail" />
        </span>
      </Program>
    </div>
  );
}

function Program({ name, children }: { name: string; children: ReactNode }) {
  return (
    <details className="group border-b border-separator last:border-b-0">
      <summary className="flex h-11 cursor-pointer items-center justify-between px-4 font-medium hover:bg-surface-secondary sm:px-5">
        {name}
        <ChevronDown aria-hidden className="size-4 text-muted group-open:rotate-180" />
      </summary>
      <div className="px-4 pb-4 text-muted sm:px-5">{children}</div>
    </details>
  );
}
