import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ActButtons } from "#components/log/act-buttons.tsx";
import { FieldList } from "#components/log/field-list.tsx";
import { LineExplanation } from "#components/log/line-explanation.tsx";
import { LogLines } from "#components/log/log-lines.tsx";
import { linesWith, logsPath } from "#components/log/paths.ts";
import { RawLine } from "#components/log/raw-line.tsx";
import { eventTitleText, lineSentence } from "#components/log/words.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { readLogContext } from "#server/log-search/read-context.ts";
import { readLogDetail, readLogRow } from "#server/log-search/read-detail.ts";
import { type FilterField, logKey, noFilter } from "#server/log-search/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { addRuleAction, endRuleAction, liftBlockAction } from "../../protection/actions.ts";

interface LineProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Query>;
}

const actions = { addRule: addRuleAction, endRule: endRuleAction, liftBlock: liftBlockAction };
const [few, many] = [8, 50];

/** Once per request, for the tab and for the page. */
const rowAt = cache(async (id: string) => {
  await requireAdministrator();
  const key = logKey.safeParse({ id });
  return key.success ? readLogRow(await theStore(), key.data.id) : null;
});

export async function generateMetadata({ params }: LineProps): Promise<Metadata> {
  const row = await rowAt((await params).id);
  return {
    title: row ? `${row.fields.event ? eventTitleText(row.fields.event) : "not understood"}` : "No such line",
  };
}

export default async function LinePage({ params, searchParams }: LineProps) {
  await requireAdministrator();
  const row = await rowAt((await params).id);
  if (row === null) notFound();
  const store = await theStore();
  const isWide = (await searchParams).around === "more";
  const [detail, context] = await Promise.all([
    readLogDetail(store, row),
    readLogContext(store, row, isWide ? many : few),
  ]);
  const nowMs = store.clock.now().getTime();
  const together = [
    { title: "The same session", rows: context.session, field: "sessionId" },
    { title: "The same queue id", rows: context.queue, field: "queueId" },
    { title: "The same Message-ID", rows: context.message, field: "messageId" },
  ] as const;
  return (
    <Page
      title={row.fields.event === undefined ? "Log line" : eventTitleText(row.fields.event)}
      description={lineSentence(row)}
      back={{ href: logsPath, label: "Mail logs" }}
    >
      <ActButtons detail={detail} actions={actions} />
      {detail.explanation && <LineExplanation explanation={detail.explanation} />}
      <RawLine raw={row.raw} cutOctets={row.cutOctets} />
      <Section title="What it was read into">
        <FieldList row={row} sourceName={detail.sourceName} filter={noFilter} />
      </Section>
      {together.map(
        ({ title, rows, field }) =>
          rows.length > 1 && (
            <Section
              key={field}
              title={title}
              description={context.isCut ? "The first of them." : countOf(rows.length, "line")}
              actions={
                <LinkButton href={linesWith(field satisfies FilterField, row.fields[field] ?? "")}>
                  In the list
                </LinkButton>
              }
              isFlush
            >
              <LogLines label={title} rows={rows} nowMs={nowMs} currentId={row.id} />
            </Section>
          ),
      )}
      <Section
        title="Lines around it"
        description="Of the same file, in the order they were written."
        actions={!isWide && <LinkButton href={`${logsPath}/${row.id}?around=more`}>More of them</LinkButton>}
        isFlush
      >
        <LogLines label="Lines around it" rows={context.around} nowMs={nowMs} currentId={row.id} />
      </Section>
    </Page>
  );
}
