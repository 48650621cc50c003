import { TextField } from "#components/ui/text-field.tsx";
import type { PamSettings } from "#server/password-source/schema.ts";
import { AskingFields } from "./asking-fields.tsx";

export function PamFields({ settings }: { settings: PamSettings | null }) {
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
      <TextField
        name="socketPath"
        label="Socket of saslauthd"
        defaultValue={settings?.socketPath ?? "/run/saslauthd/mux"}
        description="Debian: apt install sasl2-bin, MECHANISMS=pam in /etc/default/saslauthd, and Popdesk's user in the group sasl."
        isMonospace
        autoComplete="off"
      />
      <TextField
        name="service"
        label="PAM service"
        defaultValue={settings?.service ?? "pop3"}
        description="The file in /etc/pam.d that says how passwords are checked."
        isMonospace
        autoComplete="off"
      />
      <TextField
        name="user"
        label="The person's name on this machine"
        defaultValue={settings?.user ?? "%n"}
        description="%n is what stands before the @ of the address, %u the whole address, %d its domain."
        isMonospace
        autoComplete="off"
      />
      <div className="max-md:hidden" />
      <AskingFields timeoutSeconds={settings?.timeoutSeconds ?? 15} rememberMinutes={settings?.rememberMinutes ?? 0} />
    </div>
  );
}
