import { Globe } from "lucide-react";
import type { ReactNode } from "react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Empty } from "#components/ui/empty.tsx";
import { Section } from "#components/ui/section.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ListenerView } from "#server/listener/schema.ts";

export interface PublicWebProps {
  /** Those of the public web. */
  listeners: readonly ListenerView[];
  isDaemonAlive: boolean;
  redirectsToConsole: boolean;
  add: FormAction;
  redirect: FormAction;
  /** Where mail is sent, for the files. */
  submission: ReactNode;
}

/** What strangers are served without signing in, and where mail programs are told to send. */
export function PublicWeb({ listeners, isDaemonAlive, redirectsToConsole, add, redirect, submission }: PublicWebProps) {
  return (
    <Section id="public-web" title="Public web" description={sentence(listeners, isDaemonAlive)}>
      <div className="flex flex-col gap-6">
        {listeners.length === 0 ? (
          <Empty
            icon={Globe}
            title="No listener for the web"
            actions={
              <ActionButton action={add} variant="secondary">
                Open ports 80 and 443
              </ActionButton>
            }
          >
            It answers certificate authorities and mail programs that look for their settings, and nothing else: the
            console is never behind it. Another port, or one of the two alone: add a listener of the kind Public web.
          </Empty>
        ) : (
          <Switch
            action={redirect}
            name="redirectsToConsole"
            fields={{}}
            isSelected={redirectsToConsole}
            label="Send browsers to the console"
            description="Whoever opens the bare address is led to the console's https address. Off: nothing is there."
          />
        )}
        {submission}
      </div>
    </Section>
  );
}

function sentence(listeners: readonly ListenerView[], isDaemonAlive: boolean): string {
  const bound = listeners.filter(({ isEnabled, facts }) => isEnabled && facts.some(({ state }) => state === "bound"));
  if (!isDaemonAlive) return "Nothing is open while the daemon is away.";
  if (bound.length === 0) {
    return "Mail programs do not find their settings by themselves, and no certificate can be proven over http: nothing is open.";
  }
  const names = bound.map(
    ({ port, tls, facts }) =>
      `${facts.find((fact) => fact.boundPort)?.boundPort ?? port} (${tls === "implicit" ? "https" : "http"})`,
  );
  const hasTls = bound.some(({ tls }) => tls === "implicit");
  const lacks = hasTls ? "" : " Outlook asks over https alone, which is not open.";
  return `Mail programs find their settings, and certificate authorities their proofs, on port ${names.join(" and ")}.${lacks}`;
}
