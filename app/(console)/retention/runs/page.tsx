import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { RunNow } from "#components/retention-run/run-now.tsx";
import { RunSettingsForm } from "#components/retention-run/run-settings-form.tsx";
import { RunTable } from "#components/retention-run/run-table.tsx";
import { runsInForce } from "#components/retention-run/words.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { listPage } from "#server/input/schema.ts";
import { readActiveRun, readRuns } from "#server/retention-run/read-runs.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { changeRunSettingsAction, previewRunAction, startRunAction } from "./actions.ts";

export const metadata: Metadata = { title: "Retention runs" };

const settingNames = [
  "retentionTime",
  "retentionServerPercent",
  "retentionDomainPercent",
  "retentionAccountPercent",
] as const;

export default async function RetentionRunsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const { page } = listPage.parse(query);
  const [settings, runs, active, change] = await Promise.all([
    readSettings(store),
    readRuns(store, { page, pageSize: 25 }),
    readActiveRun(store),
    readLastSettingChange(store, settingNames),
  ]);
  return (
    <Page
      title="Retention runs"
      description="Each time that retention rules were carried out, and what it removed."
      back={{ href: "/retention", label: "Retention" }}
      actions={active === null && <RunNow start={startRunAction} preview={previewRunAction} />}
    >
      <Live topics={["changes", "runs"]} />
      <Card className="flex flex-col gap-1">
        {runsInForce(settings).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <LastChange change={change} />
      </Card>
      {active?.state === "asking" && (
        <Notice
          tone="warning"
          title="A run asks before it goes on."
          actions={<LinkButton href={`/retention/runs/${active.id}`}>Look at it</LinkButton>}
        >
          {active.question}
        </Notice>
      )}
      <Section isFlush>
        <RunTable result={runs} query={query} />
      </Section>
      <Section title="When, and how much unasked">
        <RunSettingsForm
          key={JSON.stringify(settingNames.map((name) => settings[name]))}
          settings={settings}
          action={changeRunSettingsAction}
        />
      </Section>
    </Page>
  );
}
