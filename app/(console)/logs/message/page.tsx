import { MailSearch, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { linesWith, logsPath } from "#components/log/paths.ts";
import { TraceCandidates } from "#components/message-trace/candidates.tsx";
import { TraceRecipients } from "#components/message-trace/recipients.tsx";
import { TraceLine } from "#components/message-trace/trace-line.tsx";
import { TraceQuestionField } from "#components/message-trace/trace-question.tsx";
import { traceSentence } from "#components/message-trace/trace-words.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Card, Section } from "#components/ui/section.tsx";
import { answerTrace } from "#server/message-trace/answer-trace.ts";
import { type MessageTrace, traceQuestion } from "#server/message-trace/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Way of a message" };

export default async function MessageTracePage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const question = traceQuestion.parse(await searchParams);
  const asked = question.what || question.queueId || question.messageId || question.address;
  const { trace, candidates } = await answerTrace(await theStore(), question);
  return (
    <Page
      title="Way of a message"
      description={
        trace === null
          ? "From the mail server's queue to the mail program: all that logs and Popdesk know of one message."
          : traceSentence(trace)
      }
      back={{ href: logsPath, label: "Mail logs" }}
    >
      <TraceQuestionField key={asked} asked={asked} />
      {trace !== null ? (
        <Trace trace={trace} />
      ) : candidates.length > 0 ? (
        <Section title={`Messages of ${asked}`} description="The newest first. Which one is meant?" isFlush>
          <TraceCandidates rows={candidates} />
        </Section>
      ) : (
        <Card>
          {asked === "" ? (
            <Empty icon={MailSearch} title="Which message?">
              Type its queue id (as the mail server's log has it), its Message-ID (as its header has it), or the address
              of somebody who sent or should have got it.
            </Empty>
          ) : (
            <Empty
              icon={SearchX}
              title="Nothing is known of it"
              actions={<LinkButton href="/messages">Receipts</LinkButton>}
            >
              No stored log line and no receipt names it. Logs that are not read here, and lines older than they are
              kept, may know it.
            </Empty>
          )}
        </Card>
      )}
    </Page>
  );
}

function Trace({ trace: { queueIds, messageIds, recipients, events, missing, isCut } }: { trace: MessageTrace }) {
  return (
    <>
      {missing.map((sentence) => (
        <Notice key={sentence} tone="info" title={sentence} />
      ))}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <Section title="What happened" description={isCut ? "There are more lines than are shown here." : undefined}>
          <TraceLine events={events} />
        </Section>
        <div className="flex min-w-0 flex-col gap-5">
          {recipients.length > 0 && (
            <Section title="For whom" isFlush>
              <TraceRecipients recipients={recipients} />
            </Section>
          )}
          <Section title="Its names">
            <Facts
              items={[
                { label: "Queue ids", value: <Names names={queueIds} /> },
                { label: "Message-ID", value: <Names names={messageIds} /> },
              ]}
            />
          </Section>
          {queueIds.slice(0, 3).map((id) => (
            <LinkButton key={id} href={linesWith("queueId", id)}>
              {`Lines of queue id ${id}`}
            </LinkButton>
          ))}
        </div>
      </div>
    </>
  );
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-muted">not known</span>;
  return (
    <span className="flex flex-col items-start gap-1">
      {names.map((name) => (
        <Code key={name}>{name}</Code>
      ))}
    </span>
  );
}
