import Link from "next/link";
import { AccountLink } from "#components/account/account-link.tsx";
import { Code } from "#components/ui/code.tsx";
import { Count } from "#components/ui/count.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AccountStanding } from "#server/account/schema.ts";
import type { SessionRow } from "#server/session/schema.ts";
import { durationText } from "./duration.ts";
import { Ended, LastCommand, State, Tls } from "./session-cells.tsx";
import { endWords } from "./words.ts";

export interface SessionFactsProps {
  session: SessionRow;
  /** Null where the listener is gone. */
  listenerName: string | null;
  /** Of its account. */
  standing: AccountStanding;
}

export function SessionFacts({ session, listenerName, standing }: SessionFactsProps) {
  const { accountId, address, endReason, endedAt, startedAt } = session;
  return (
    <Facts
      items={[
        {
          label: "Account",
          value:
            accountId === null ? (
              <span className="text-muted">not signed in</span>
            ) : (
              <AccountLink id={accountId} address={address ?? ""} standing={standing} />
            ),
        },
        {
          label: "From",
          value: (
            <>
              <Link
                href={`/sessions?search=${encodeURIComponent(session.remoteAddress)}`}
                className="font-mono text-[0.8125rem] text-link hover:underline"
              >
                {session.remoteAddress}
              </Link>{" "}
              <span className="text-muted">port {session.remotePort}</span>
            </>
          ),
        },
        { label: "Through", value: `${listenerName ?? "a listener that is gone"}, port ${session.localPort}` },
        { label: "TLS", value: <Tls session={session} /> },
        { label: "Signed in", value: <SignedIn session={session} /> },
        endReason === null
          ? { label: "State", value: <State session={session} /> }
          : {
              label: "End",
              value: (
                <span className="inline-flex flex-wrap items-center gap-2">
                  <Ended session={session} /> {endWords[endReason].meaning}
                </span>
              ),
            },
        { label: "Began", value: <Time at={startedAt} format="exact" /> },
        ...(endedAt === null
          ? []
          : [
              { label: "Ended", value: <Time at={endedAt} format="exact" /> },
              { label: "Lasted", value: durationText(endedAt.getTime() - startedAt.getTime()) },
            ]),
        { label: "Last command", value: <LastCommand session={session} /> },
        ...(session.lastRefusal === null ? [] : [{ label: "Last refusal", value: <Code>{session.lastRefusal}</Code> }]),
        { label: "Commands", value: <Count value={session.commandCount} /> },
        { label: "Retrieved", value: <Count value={session.retrievedCount} /> },
        { label: "Marked", value: <Count value={session.markedCount} /> },
        { label: "Removed", value: <Count value={session.removedCount} /> },
        { label: "Sent", value: <Octets value={session.octetsSent} /> },
        { label: "Session", value: <Code>{session.id}</Code> },
      ]}
    />
  );
}

function SignedIn({ session: { signedInAt, mechanism } }: { session: SessionRow }) {
  if (signedInAt === null) return <span className="text-muted">no</span>;
  return (
    <>
      <Time at={signedInAt} format="exact" /> {mechanism !== null && <span className="text-muted">by {mechanism}</span>}
    </>
  );
}
