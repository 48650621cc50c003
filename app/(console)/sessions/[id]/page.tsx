import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Live } from "#components/live/live.tsx";
import { KickButton } from "#components/session/kick-button.tsx";
import { SessionFacts } from "#components/session/session-facts.tsx";
import { sentenceOf } from "#components/session/words.ts";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readListener } from "#server/listener/read.ts";
import { readSession } from "#server/session/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { kickSessionAction } from "../actions.ts";

export const metadata: Metadata = { title: "Session" };

export default async function SessionPage({ params }: { params: Promise<{ id: string }> }) {
  await requireAdministrator();
  const store = await theStore();
  const session = await readSession(store, (await params).id);
  if (session === null) notFound();
  const listener = session.listenerId === null ? null : await readListener(store, session.listenerId);
  const isLive = session.endedAt === null;
  return (
    <Page
      title={session.address ?? session.remoteAddress}
      description={sentenceOf(session)}
      back={{ href: "/sessions", label: "Sessions" }}
      actions={isLive && <KickButton session={session} action={kickSessionAction} />}
    >
      {isLive && <Live topics={["sessions"]} />}
      <Section title="What is known">
        <SessionFacts session={session} listenerName={listener?.name ?? null} />
      </Section>
    </Page>
  );
}
