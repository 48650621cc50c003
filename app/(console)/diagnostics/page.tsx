import { Activity, Play } from "lucide-react";
import type { Metadata } from "next";
import { DiagnosisSentence } from "#components/diagnostic/diagnosis-sentence.tsx";
import { FindingList } from "#components/diagnostic/finding-list.tsx";
import { LastRuns } from "#components/diagnostic/last-runs.tsx";
import { Live } from "#components/live/live.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Card, Section } from "#components/ui/section.tsx";
import { diagnosisText } from "#server/diagnostic-run/as-text.ts";
import { readDiagnoses, readDiagnosis } from "#server/diagnostic-run/read-diagnoses.ts";
import { type FindingGroup, findingGroups } from "#server/diagnostic-run/schema.ts";
import { rowId } from "#server/input/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { version } from "#server/version.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { cancelTaskAction } from "../tasks/actions.ts";
import { repairFileModesAction, startDiagnosisAction } from "./actions.ts";

export const metadata: Metadata = { title: "Diagnostics" };

const order = Object.keys(findingGroups) as FindingGroup[];

export default async function DiagnosticsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const asked = rowId
    .optional()
    .catch(undefined)
    .parse((await searchParams).run);
  const [runs, shown, { hostname }] = await Promise.all([
    readDiagnoses(store),
    readDiagnosis(store, asked),
    readSettings(store),
  ]);
  const isOpen = shown?.state === "waiting" || shown?.state === "running";
  const heading =
    shown && `Popdesk ${version} on ${hostname}, diagnosis ${shown.id} of ${shown.createdAt.toISOString()}`;
  return (
    <Page
      title="Diagnostics"
      description="Does it work? The console does what mail programs do at every listener, with a test account that is removed afterwards, and looks at clocks, limits, disk and files."
      actions={
        <>
          {shown && heading && !isOpen && shown.findings.length > 0 && (
            <CopyButton
              text={diagnosisText(shown.findings, heading)}
              label="Copy as text for a ticket"
              variant="secondary"
            >
              Copy as text
            </CopyButton>
          )}
          {isOpen && shown && !shown.isCancelWished ? (
            <ActionButton action={cancelTaskAction} fields={{ id: shown.id }}>
              Cancel
            </ActionButton>
          ) : (
            <ActionButton
              action={startDiagnosisAction}
              variant="primary"
              icon={<Play aria-hidden />}
              isDisabled={isOpen}
            >
              Run now
            </ActionButton>
          )}
        </>
      }
    >
      <Live topics={["tasks", "changes"]} />
      {shown === null ? (
        <Card>
          <Empty icon={Activity} title="Nothing was tried yet">
            A run takes some seconds. Each step stands here as it is done, with what was seen and what to do; the last
            runs are kept.
          </Empty>
        </Card>
      ) : (
        <>
          <DiagnosisSentence diagnosis={shown} />
          {shown.errorText && <Notice tone="danger" title={shown.errorText} />}
          {order.map((group) => {
            const findings = shown.findings.filter((each) => each.group === group);
            return (
              findings.length > 0 && (
                <Section key={group} title={findingGroups[group]} isFlush>
                  <FindingList label={findingGroups[group]} findings={findings} repair={repairFileModesAction} />
                </Section>
              )
            );
          })}
        </>
      )}
      {runs.length > 1 && (
        <Section title="Last runs" isFlush>
          <LastRuns runs={runs} />
        </Section>
      )}
    </Page>
  );
}
