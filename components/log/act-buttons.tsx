import { CircleHelp, Mail, MailSearch, Terminal, UserRound } from "lucide-react";
import { RuleDialog } from "#components/protection/rule-dialog.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import type { LogActs, LogDetail, LogRow } from "#server/log-search/schema.ts";
import { spokenNetwork } from "#server/protection/schema.ts";
import { messageTraceHref } from "./paths.ts";
import { eventText } from "./words.ts";

/** The verbs of sign-in protection, as its own page has them. */
export interface LogRowActions {
  readonly addRule: FormAction;
  readonly endRule: FormAction;
  readonly liftBlock: FormAction;
}

/** What can be done about a line: only what fits it. */
export function ActButtons({ detail: { row, acts }, actions }: { detail: LogDetail; actions: LogRowActions }) {
  const { account, network, sessionId, messages } = acts;
  const trace = traceOf(row);
  const who = whoOf(row, account);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {network !== null && <NetworkButtons network={network} row={row} actions={actions} />}
      {account !== null && (
        <LinkButton href={`/accounts/${account.id}`} icon={<UserRound aria-hidden className="size-4" />}>
          {account.address}
        </LinkButton>
      )}
      {sessionId !== null && (
        <LinkButton href={`/sessions/${sessionId}`} icon={<Terminal aria-hidden className="size-4" />}>
          The session
        </LinkButton>
      )}
      {messages.slice(0, 3).map(({ accountId, sequence, address }) => (
        <LinkButton
          key={`${accountId} ${sequence}`}
          href={`/messages/${accountId}/${sequence}`}
          icon={<Mail aria-hidden className="size-4" />}
        >
          {messages.length === 1 ? "The message" : `Message of ${address}`}
        </LinkButton>
      ))}
      {trace !== null && (
        <LinkButton href={trace} icon={<MailSearch aria-hidden className="size-4" />}>
          Way of the message
        </LinkButton>
      )}
      {who !== null && (
        <LinkButton
          href={`/explain?who=${encodeURIComponent(who)}`}
          icon={<CircleHelp aria-hidden className="size-4" />}
        >
          Explain a sign-in
        </LinkButton>
      )}
    </div>
  );
}

function NetworkButtons({
  network: { address, isKeptOut, rule, block },
  row,
  actions,
}: {
  network: NonNullable<LogActs["network"]>;
  row: LogRow;
  actions: LogRowActions;
}) {
  if (!isKeptOut) {
    return (
      <RuleDialog
        kind="deny"
        action={actions.addRule}
        network={address}
        note={noteOf(row)}
        trigger={`Keep ${address} out…`}
      />
    );
  }
  return (
    <>
      <StatusChip tone="warning">{`${address} is kept out`}</StatusChip>
      {block !== null && (
        <ActionButton action={actions.liftBlock} fields={{ id: block.id }}>
          {`Lift the block of ${spokenNetwork(block.network)}`}
        </ActionButton>
      )}
      {rule?.kind === "deny" && (
        <ActionButton action={actions.endRule} fields={{ id: rule.id }}>
          {`Take ${spokenNetwork(rule.network)} off the list`}
        </ActionButton>
      )}
    </>
  );
}

/** Why somebody is kept out, for colleagues. */
function noteOf({ fields: { event, program, account }, atMs }: LogRow): string {
  const what = [event === undefined ? "a log line" : eventText(event), account && `of ${account}`]
    .filter(Boolean)
    .join(" ");
  const where = program === undefined ? "" : ` (${program})`;
  return `${what}${where}, ${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`.slice(0, 200);
}

function traceOf({ fields: { queueId, messageId }, atMs }: LogRow): string | null {
  if (queueId !== undefined) return messageTraceHref("queueId", queueId, atMs);
  return messageId === undefined ? null : messageTraceHref("messageId", messageId, atMs);
}

/** Who came from where, of a line about a sign-in by POP3. */
function whoOf({ fields: { event, service, account, remoteIp } }: LogRow, known: LogActs["account"]): string | null {
  if (service !== "pop3" && service !== "auth") return null;
  if (
    event === undefined ||
    !(event.startsWith("sign-in") || event === "maildrop-locked" || event === "disconnected-early")
  ) {
    return null;
  }
  return [known?.address ?? account, remoteIp].filter(Boolean).join(" ") || null;
}
