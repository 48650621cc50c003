import { Copyable } from "#components/ui/code.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { ClientSettings } from "#server/listener/schema.ts";

/** In the words that Thunderbird, Outlook and Apple Mail use. */
const securities = { implicit: "SSL/TLS", starttls: "STARTTLS", none: "None" } as const;

export interface ClientSettingsListProps {
  settings: ClientSettings;
  /** The user name is the whole address. */
  address: string;
}

/** What is typed into a mail program; every value can be copied. */
export function ClientSettingsList({ settings, address }: ClientSettingsListProps) {
  const [best, ...others] = settings.ways;
  if (!best) {
    return (
      <Notice tone="warning" title="No POP3 listener is open to everybody.">
        Under Listeners stands what is wanted and what is open; mail programs find nobody to talk to until then.
      </Notice>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <Facts
        items={[
          { label: "Incoming server", value: <Copyable text={settings.hostname} label="Copy the server name" /> },
          { label: "Protocol", value: "POP3" },
          { label: "Port", value: <Copyable text={String(best.port)} label="Copy the port" /> },
          { label: "Security", value: securities[best.tls] },
          {
            label: "Outgoing server",
            value: `${settings.outgoing.hostname}, port ${settings.outgoing.port}, ${securities[settings.outgoing.tls]}`,
          },
          { label: "User name", value: <Copyable text={address} label="Copy the user name" /> },
          { label: "Password", value: "Normal password, as set here" },
        ]}
      />
      {others.length > 0 && (
        <p className="text-xs text-muted">
          Also open: {others.map(({ port, tls }) => `port ${port} with ${securities[tls]}`).join(", ")}.
        </p>
      )}
    </div>
  );
}
