import { Pencil, Power, PowerOff, Trash2, Users } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ClosingEffect, ListenerView } from "#server/listener/schema.ts";
import { ClosingFields } from "./closing-fields.tsx";
import { FactChip } from "./fact-chip.tsx";
import { ListenerFields } from "./listener-form.tsx";
import { ListenerSwitch } from "./listener-switch.tsx";
import { closingWords, isExposed, plannedWords, proxyOf, securityOf, whereOf } from "./words.ts";

export interface ListenerActions {
  switchAction: FormAction;
  endSessions: FormAction;
  requireTls: FormAction;
  update: FormAction;
  remove: FormAction;
  previewClosing: FormAction<ClosingEffect>;
}

export interface ListenerCardProps {
  listener: ListenerView;
  /** The generation of the newest wish, and whether the daemon is there to obey. */
  generation: number;
  isDaemonAlive: boolean;
  /** Sessions inside now, and those of them without TLS. */
  sessionCount: number;
  clearCount: number;
  actions: ListenerActions;
}

/** One listener: left what is wanted, right what the daemon says. */
export function ListenerCard({
  listener,
  generation,
  isDaemonAlive,
  sessionCount,
  clearCount,
  actions,
}: ListenerCardProps) {
  const { id, name, isEnabled, protocol, tls, cleartextSignIn, closing, facts } = listener;
  const [fact] = facts;
  const isCurrent = fact !== undefined && fact.observedGeneration >= generation;
  const isDraining = isDaemonAlive && !isEnabled && sessionCount > 0;
  const asksForTls = protocol === "pop3" && tls === "starttls";
  return (
    <Section
      id={`listener-${id}`}
      title={name}
      description={<span className="font-mono text-[0.8125rem]">{whereOf(listener)}</span>}
      actions={<ListenerSwitch listener={listener} action={actions.switchAction} preview={actions.previewClosing} />}
      footer={
        <>
          <LinkButton href={`/listeners/${id}`} variant="ghost" icon={<Users aria-hidden />}>
            {protocol === "pop3" ? "Who breaks if it closes?" : "Close later"}
          </LinkButton>
          <FormDialog
            trigger="Edit"
            triggerIcon={<Pencil aria-hidden />}
            title={`Edit ${name}`}
            action={actions.update}
            fields={{ id }}
            submit="Save"
          >
            <ListenerFields listener={listener} />
          </FormDialog>
          <ConfirmDialog
            trigger="Delete"
            triggerVariant="ghost"
            triggerIcon={<Trash2 aria-hidden />}
            title={`Delete the listener ${name}?`}
            action={actions.remove}
            fields={{ id }}
            confirm="Delete the listener"
          >
            <p>It listens on {whereOf(listener)}. No mail and no account is touched, and you can add it again.</p>
            <ClosingFields closing={closing} preview={actions.previewClosing} />
          </ConfirmDialog>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <dl className="grid gap-4 sm:grid-cols-2">
          <Side title="Wanted">
            <span className="inline-flex flex-wrap items-center gap-2">
              <StatusChip tone="neutral" icon={isEnabled ? <Power aria-hidden /> : <PowerOff aria-hidden />}>
                {isEnabled ? "on" : "off"}
              </StatusChip>
              {isExposed(listener) && <StatusChip tone="warning">passwords in the clear</StatusChip>}
            </span>
            <span>{securityOf(listener)}</span>
            {proxyOf(listener) && <span className="wrap-anywhere">{proxyOf(listener)}</span>}
            <span className="text-muted">When switched off: {closingWords[closing].toLowerCase()}</span>
          </Side>
          <Side title="The daemon says">
            <FactChip fact={fact} isCurrent={isCurrent} isDaemonAlive={isDaemonAlive} isEnabled={isEnabled} />
            {protocol === "pop3" && (
              <Link href={`/sessions?listener=${id}`} className="live-fact w-fit text-link hover:underline">
                {countOf(sessionCount, "session")} inside
              </Link>
            )}
            {clearCount > 0 && (
              <Link href={`/sessions?listener=${id}&tls=no`} className="live-fact w-fit text-link hover:underline">
                {clearCount} of them in the clear
              </Link>
            )}
          </Side>
        </dl>
        {isDaemonAlive && isCurrent && fact.state === "failed" && (
          <Notice tone="danger" title={`It is wanted, and could not be opened: ${fact.errorCode}`}>
            {fact.errorText} The daemon tries again by itself.
          </Notice>
        )}
        {isDraining && (
          <Notice
            tone="warning"
            title={`${countOf(sessionCount, "session")} still inside; nobody new gets in`}
            actions={
              <ActionButton action={actions.endSessions} fields={{ id }} variant="danger-soft">
                End them now
              </ActionButton>
            }
          >
            They may finish. A session that is ended now removes nothing.
          </Notice>
        )}
        {isEnabled && listener.plannedChange !== null && listener.plannedAt !== null && (
          <Notice
            tone="warning"
            title={
              <>
                It {plannedWords[listener.plannedChange]} by itself <Time at={listener.plannedAt} format="countdown" />.
              </>
            }
          >
            <Time at={listener.plannedAt} format="exact" />
          </Notice>
        )}
        {asksForTls && (
          <div className="border-t border-separator pt-4">
            <Switch
              action={actions.requireTls}
              name="isRequired"
              fields={{ id }}
              isSelected={cleartextSignIn === "never"}
              label="Require TLS"
              description="Nobody signs in before STLS."
            />
          </div>
        )}
      </div>
    </Section>
  );
}

function Side({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <dt className="text-xs font-medium text-muted">{title}</dt>
      <dd className="flex min-w-0 flex-col gap-1.5">{children}</dd>
    </div>
  );
}
