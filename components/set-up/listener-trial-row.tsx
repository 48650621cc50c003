import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ListenerTrial } from "#server/diagnostic/schema.ts";
import type { ListenerView } from "#server/listener/schema.ts";
import { TrialRow } from "./trial-row.tsx";

export interface ListenerTrialRowProps {
  listener: ListenerView;
  /** Null where nobody could connect: the fact says why. */
  trial: ListenerTrial | null;
  isDaemonAlive: boolean;
  changePort: FormAction;
}

export function ListenerTrialRow({ listener, trial, isDaemonAlive, changePort }: ListenerTrialRowProps) {
  const { id, name, port, socketPath } = listener;
  const { tone, state, text } = findingOf(listener, trial, isDaemonAlive);
  const where = socketPath ?? `port ${port}`;
  return (
    <TrialRow
      tone={tone}
      title={
        <>
          {name} <span className="font-normal text-muted">on {where}</span>
        </>
      }
      state={state}
      actions={
        port !== null && (
          <FormDialog
            trigger="Change port"
            title={`Another port for ${name}`}
            description="The daemon tries it before it is saved; nothing is closed unless the new one can be opened."
            action={changePort}
            fields={{ id }}
            submit="Try and save"
          >
            <TextField name="port" label="Port" inputMode="numeric" defaultValue={String(port)} isMonospace autoFocus />
          </FormDialog>
        )
      }
    >
      {text}
    </TrialRow>
  );
}

function findingOf(
  listener: ListenerView,
  trial: ListenerTrial | null,
  isDaemonAlive: boolean,
): { tone: Tone; state: string; text: string } {
  const failed = listener.facts.find(({ state }) => state === "failed");
  if (!listener.isEnabled) return { tone: "neutral", state: "off", text: "Switched off." };
  if (!isDaemonAlive) return { tone: "warning", state: "not tried", text: "The daemon must run to open it." };
  if (failed) {
    return { tone: "danger", state: failed.errorCode ?? "failed", text: failed.errorText ?? "It could not be opened." };
  }
  if (trial === null) return { tone: "info", state: "requested", text: "The daemon is opening it." };
  if (trial.failure) {
    const { what, why, remedy } = trial.failure;
    return { tone: "danger", state: "no answer", text: `${what} ${why} ${remedy}` };
  }
  const [greeting] = trial.conversation;
  const handshake = listener.tls === "implicit" ? "TLS handshake and greeting" : "Greeting";
  return { tone: "good", state: "works", text: `${handshake} in ${Math.ceil(trial.tookMs)} ms: ${greeting?.text}` };
}
