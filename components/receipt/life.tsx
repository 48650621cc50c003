import Link from "next/link";
import type { ReactNode } from "react";
import { clientLike } from "#components/session/client-like.ts";
import { endWords } from "#components/session/words.ts";
import { Code } from "#components/ui/code.tsx";
import { countOf } from "#components/ui/count.tsx";
import type { LifeEvent, MessageLife } from "#server/receipt/schema.ts";
import { Station } from "./station.tsx";
import { eventTitle, eventTone, shownOf } from "./words.ts";

const linkLook = "text-link hover:underline";

/** What happened to a message, in order of time. */
export function Life({ life }: { life: MessageLife }) {
  const { shown, leftOut } = shownOf(life.events);
  return (
    <ol className="flex flex-col">
      {shown.map((event) => (
        <Station
          key={keyOf(event)}
          tone={eventTone[event.kind]}
          title={eventTitle(event)}
          at={event.at}
          isLast={event === shown.at(-1)}
        >
          <LifeDetails event={event} life={life} />
          {event === leftOut?.after && <p>Then {countOf(leftOut.count, "more session")} like that.</p>}
        </Station>
      ))}
    </ol>
  );
}

const keyOf = (event: LifeEvent) =>
  event.kind === "session" ? event.sessionId : `${event.kind} ${event.at.getTime()}`;

/** What is known of one event, below its title. */
export function LifeDetails({ event, life }: { event: LifeEvent; life: MessageLife }): ReactNode {
  switch (event.kind) {
    case "delivered":
      return <Delivered event={event} />;
    case "session":
      return <InSession event={event} />;
    case "removed":
      return <Removed event={event} />;
    case "restored":
      return (
        <>
          {byWhom(event.actorName)}
          {event.newSequence !== null && (
            <>
              {" "}
              <Link href={`/messages/${life.accountId}/${event.newSequence}`} className={linkLook}>
                The message it is now
              </Link>
            </>
          )}
        </>
      );
    case "came-back":
      return (
        <>
          {byWhom(event.actorName)}{" "}
          <Link href={`/messages/${life.accountId}/${event.oldSequence}`} className={linkLook}>
            The message it was before
          </Link>
        </>
      );
    case "purged":
      return byWhom(event.actorName);
  }
}

const byWhom = (name: string) => (name === "" ? null : `By ${name}.`);

function Delivered({ event }: { event: Extract<LifeEvent, { kind: "delivered" }> }) {
  const { client, clientAddress, envelopeSender, recipient, deliveryId, queueHost, queueId, protocol } = event;
  if (protocol === "" && queueId === "") return "How it came was not written down.";
  return (
    <div className="flex flex-col">
      {client !== "" && (
        <span>
          From {client}
          {clientAddress !== "" && ` (${clientAddress})`}
          {recipient !== "" && `, for ${recipient}`}
        </span>
      )}
      {protocol !== "" && <span>Envelope sender {envelopeSender === "" ? "empty: a bounce" : envelopeSender}</span>}
      {queueId !== "" && (
        <span>
          Queue id <Code>{queueId}</Code>
          {queueHost !== "" && ` on ${queueHost}`}
        </span>
      )}
      {deliveryId !== "" && (
        <span>
          Answered with id <Code>{deliveryId}</Code>
        </span>
      )}
    </div>
  );
}

function InSession({ event }: { event: Extract<LifeEvent, { kind: "session" }> }) {
  const { sessionId, remoteAddress, appPassword, client, isMarked, endReason } = event;
  const like = client === null ? null : clientLike(client);
  const kept = isMarked && endReason !== null && endReason !== "quit";
  return (
    <>
      From {remoteAddress}
      {like !== null && `, like ${like}`},{" "}
      {appPassword === null ? "with the account's password" : `by “${appPassword}”`}.{" "}
      {kept && `${endWords[endReason].meaning} `}
      <Link href={`/sessions/${sessionId}`} className={linkLook}>
        The session
      </Link>
    </>
  );
}

function Removed({ event }: { event: Extract<LifeEvent, { kind: "removed" }> }) {
  const { sessionId, runId, rule, actorName, purgeAfterAt } = event;
  return (
    <>
      {rule !== "" && `${rule}. `}
      {actorName !== "" && `By ${actorName}. `}
      {purgeAfterAt === null ? "It went at once. " : "Kept recoverable. "}
      {sessionId !== null && (
        <Link href={`/sessions/${sessionId}`} className={linkLook}>
          The session
        </Link>
      )}
      {runId !== null && (
        <Link href={`/retention/runs/${runId}`} className={linkLook}>
          The run
        </Link>
      )}
    </>
  );
}
