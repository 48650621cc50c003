import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Live } from "#components/live/live.tsx";
import { RunPartTable } from "#components/retention-run/part-table.tsx";
import { RunActions } from "#components/retention-run/run-actions.tsx";
import { RunFacts } from "#components/retention-run/run-facts.tsx";
import { DownloadButton } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { listPage, rowId } from "#server/input/schema.ts";
import { readRun, readRunParts } from "#server/retention-run/read-runs.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { approveRunAction, cancelRunAction, refuseRunAction } from "../actions.ts";

export const metadata: Metadata = { title: "Retention run" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Query>;
}

export default async function RetentionRunPage({ params, searchParams }: Props) {
  await requireAdministrator();
  const store = await theStore();
  const id = rowId.safeParse((await params).id);
  const run = id.success ? await readRun(store, id.data) : null;
  if (run === null) notFound();
  const query = await searchParams;
  const parts = await readRunParts(store, { runId: run.id, page: listPage.parse(query).page, pageSize: 50 });
  return (
    <Page
      title={`Retention run ${run.id}`}
      back={{ href: "/retention/runs", label: "Retention runs" }}
      actions={
        <>
          {run.removedCount > 0 && (
            <DownloadButton href={`/retention/runs/${run.id}/report`}>Every message as CSV</DownloadButton>
          )}
          <RunActions run={run} approve={approveRunAction} refuse={refuseRunAction} cancel={cancelRunAction} />
        </>
      }
    >
      <Live topics={["changes", "runs"]} />
      {run.state === "asking" && (
        <Notice tone="warning" title="This run asks before it removes anything.">
          {run.question}
        </Notice>
      )}
      {run.errorText !== "" && (
        <Notice tone="danger" title="Something holds this run up. It is tried again every few seconds.">
          {run.errorText}
        </Notice>
      )}
      <Section title="What it did">
        <RunFacts run={run} />
      </Section>
      <Section title="What was removed" description="By maildrop, in the order in which it went." isFlush>
        <RunPartTable runId={run.id} result={parts} query={query} />
      </Section>
    </Page>
  );
}
