import { Download, RotateCcw, Waypoints } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { Live } from "#components/live/live.tsx";
import { Life } from "#components/receipt/life.tsx";
import { MessageFacts } from "#components/receipt/message-facts.tsx";
import { lifeSentence } from "#components/receipt/words.ts";
import { messageTraceHref } from "#components/log/paths.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readMessageLife } from "#server/receipt/read-life.ts";
import { type MessageLife, messageKey } from "#server/receipt/schema.ts";
import { keyOf } from "#server/recoverable/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { restoreAction } from "../../../recoverable/actions.ts";

interface MessageProps {
  params: Promise<{ account: string; sequence: string }>;
}

/** Once per request, for the tab and for the page. */
const lifeAt = cache(async (account: string, sequence: string) => {
  await requireAdministrator();
  const key = messageKey.safeParse({ accountId: account, sequence });
  return key.success ? readMessageLife(await theStore(), key.data) : null;
});

/** By the surest of its names. */
function traceOf({ events, messageIdHeader, address, arrivedAt }: MessageLife): string {
  const delivered = events.find(({ kind }) => kind === "delivered");
  const { queueId, deliveryId } = delivered?.kind === "delivered" ? delivered : { queueId: "", deliveryId: "" };
  const id = queueId || deliveryId;
  if (id !== "") return messageTraceHref("queueId", id, arrivedAt.getTime());
  if (messageIdHeader !== "") return messageTraceHref("messageId", messageIdHeader, arrivedAt.getTime());
  return messageTraceHref("address", address);
}

export async function generateMetadata({ params }: MessageProps): Promise<Metadata> {
  const { account, sequence } = await params;
  const life = await lifeAt(account, sequence);
  return { title: life ? life.subject || "Message without subject" : "No such message" };
}

export default async function MessagePage({ params }: MessageProps) {
  await requireAdministrator();
  const { account, sequence } = await params;
  const life = await lifeAt(account, sequence);
  if (life === null) notFound();
  const messages = keyOf(life);
  return (
    <Page
      title={life.subject || "Message without subject"}
      description={lifeSentence(life)}
      back={{ href: "/messages", label: "Messages" }}
      actions={
        <>
          <LinkButton href={traceOf(life)} icon={<Waypoints aria-hidden className="size-4" />}>
            Way through all programs
          </LinkButton>
          {life.place === "recoverable" && (
            <>
              <ActionButton
                action={restoreAction}
                fields={{ messages, kind: "restore" }}
                icon={<RotateCcw aria-hidden className="size-4" />}
              >
                Restore
              </ActionButton>
              <ActionButton
                action={restoreAction}
                fields={{ messages, kind: "restore-for-download" }}
                icon={<Download aria-hidden className="size-4" />}
              >
                Restore for download
              </ActionButton>
            </>
          )}
        </>
      }
    >
      <Live topics={["sessions", "changes"]} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <Section
          title="What happened"
          description={life.isCut ? "Only the first sessions after its arrival were looked through." : undefined}
        >
          <Life life={life} />
        </Section>
        <Section title="The message">
          <MessageFacts life={life} />
        </Section>
      </div>
    </Page>
  );
}
