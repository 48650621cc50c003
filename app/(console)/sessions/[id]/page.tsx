import { UserX } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { Live } from "#components/live/live.tsx";
import { SessionMailSection } from "#components/receipt/session-mail.tsx";
import { KickDialog } from "#components/session/kick-dialog.tsx";
import { SessionFacts } from "#components/session/session-facts.tsx";
import { sentenceOf } from "#components/session/words.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Conversation, NoConversation } from "#components/session-trace/conversation.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readStanding } from "#server/account/read-standing.ts";
import { readListener } from "#server/listener/read.ts";
import { readMailOfSession } from "#server/receipt/read-of-session.ts";
import { readSession } from "#server/session/read.ts";
import type { SessionRow } from "#server/session/schema.ts";
import { readTrace } from "#server/session-trace/read-trace.ts";
import { traceText } from "#server/session-trace/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { kickSessionAction } from "../actions.ts";

/** What was said last is written a moment after the session's row. */
const settlesMs = 10_000;

interface SessionProps {
  params: Promise<{ id: string }>;
}

/** Once per request, for the tab and for the page. */
const sessionAt = cache(async (id: string) => {
  await requireAdministrator();
  return readSession(await theStore(), id);
});

export async function generateMetadata({ params }: SessionProps): Promise<Metadata> {
  const session = await sessionAt((await params).id);
  return { title: session ? `Session of ${session.address ?? session.remoteAddress}` : "No such session" };
}

/** Who came, and from where, as the explanation is asked. */
function whoOf({ address, remoteAddress }: SessionRow): string {
  return [address ?? "", remoteAddress].join(" ").trim();
}

export default async function SessionPage({ params }: SessionProps) {
  await requireAdministrator();
  const store = await theStore();
  const session = await sessionAt((await params).id);
  if (session === null) notFound();
  const listener = session.listenerId === null ? null : await readListener(store, session.listenerId);
  const isLive = session.endedAt === null;
  const [trace, settings, mail, standing] = await Promise.all([
    readTrace(store, session.id),
    readSettings(store),
    readMailOfSession(store, session.id),
    session.accountId === null ? ("gone" as const) : readStanding(store, session.accountId),
  ]);
  const endedAgoMs = store.clock.now().getTime() - (session.endedAt?.getTime() ?? 0);
  return (
    <Page
      title={session.address ?? session.remoteAddress}
      description={sentenceOf(session)}
      back={{ href: "/sessions", label: "Sessions" }}
      actions={
        <>
          <LinkButton href={`/explain?who=${encodeURIComponent(whoOf(session))}`}>Explain a sign-in</LinkButton>
          {isLive && (
            <KickDialog
              trigger="Kick"
              triggerIcon={<UserX aria-hidden />}
              session={session}
              action={kickSessionAction}
            />
          )}
        </>
      }
    >
      {(isLive || endedAgoMs < settlesMs) && <Live topics={["sessions"]} settles />}
      <Section
        title="What was said"
        description="Passwords, tokens and mail are never written down."
        actions={trace !== null && <CopyButton text={traceText(trace)} label="Copy the conversation" />}
        isFlush
      >
        {trace === null || trace.length === 0 ? (
          <NoConversation isRecording={settings.recordsTraces} keptDays={settings.tracesKeptDays} />
        ) : (
          <Conversation entries={trace} startedAt={session.startedAt} accountId={session.accountId} />
        )}
      </Section>
      <SessionMailSection {...mail} />
      <Section title="What is known">
        <SessionFacts session={session} listenerName={listener?.name ?? null} standing={standing} />
      </Section>
    </Page>
  );
}
