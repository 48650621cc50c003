import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Live } from "#components/live/live.tsx";
import { askedGroups } from "#components/setting/asked.ts";
import { SettingGroupForm } from "#components/setting/group-form.tsx";
import { limitsInForce } from "#components/setting/in-force.ts";
import { ConnectionsPreview, DeletionPreview } from "#components/setting/effect.tsx";
import { LimitPreview } from "#components/setting/limit-effects.tsx";
import { ObeyedChip } from "#components/setting/obeyed-chip.tsx";
import { valuesOf } from "#components/setting/values-of.ts";
import type { FormAction } from "#components/ui/action-result.ts";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { readControl } from "#server/control/read-control.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { readSettings } from "#server/setting/read.ts";
import { type SettingGroup, settingGroups } from "#server/setting/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  changeAnnouncedAction,
  changeCommandsAction,
  changeConnectionsAction,
  changeDeletionAction,
  changeDownloadsAction,
  changeMailAction,
  changeMetricsAction,
  changeReceiptsAction,
  changeSignInAction,
  changeTracesAction,
  changeWaitingAction,
} from "./actions.ts";
import {
  previewAnnouncedAction,
  previewConnectionsAction,
  previewDeletionAction,
  previewDownloadsAction,
  previewMailAction,
  previewMistakesAction,
  previewReceiptsAction,
  previewSignInWaysAction,
  previewTracesAction,
  previewWaitingAction,
} from "./previews.ts";

export const metadata: Metadata = { title: "Limits" };

const actions: Readonly<Record<SettingGroup, FormAction>> = {
  connections: changeConnectionsAction,
  waiting: changeWaitingAction,
  commands: changeCommandsAction,
  downloads: changeDownloadsAction,
  mail: changeMailAction,
  deletion: changeDeletionAction,
  traces: changeTracesAction,
  metrics: changeMetricsAction,
  receipts: changeReceiptsAction,
  announced: changeAnnouncedAction,
  signIn: changeSignInAction,
};

const groups = Object.keys(settingGroups) as SettingGroup[];

/** What each group would mean, in its form before it is saved. */
const effects: Readonly<Partial<Record<SettingGroup, ReactNode>>> = {
  connections: <ConnectionsPreview preview={previewConnectionsAction} />,
  waiting: <LimitPreview kind="waiting" preview={previewWaitingAction} />,
  commands: <LimitPreview kind="mistakes" preview={previewMistakesAction} />,
  downloads: <LimitPreview kind="downloads" preview={previewDownloadsAction} />,
  mail: <LimitPreview kind="mail" preview={previewMailAction} />,
  deletion: <DeletionPreview preview={previewDeletionAction} />,
  traces: <LimitPreview kind="traces" preview={previewTracesAction} />,
  receipts: <LimitPreview kind="receipts" preview={previewReceiptsAction} />,
  announced: <LimitPreview kind="announced" preview={previewAnnouncedAction} />,
  signIn: <LimitPreview kind="signInWays" preview={previewSignInWaysAction} />,
};

export default async function LimitsPage() {
  await requireAdministrator();
  const store = await theStore();
  const [settings, { generation }, daemon, changes] = await Promise.all([
    readSettings(store),
    readControl(store.db),
    readDaemonState(store),
    Promise.all(groups.map((group) => readLastSettingChange(store, settingGroups[group]))),
  ]);
  return (
    <Page
      title="Limits"
      description="What this server bears, and what it tells mail programs. Each limit that is hit stands in the log."
      actions={<ObeyedChip isAlive={daemon?.isAlive ?? false} isCurrent={daemon?.observedGeneration === generation} />}
    >
      <Live topics={["wishes", "facts"]} />
      <Card className="flex flex-col gap-1">
        {limitsInForce(settings).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Card>
      {groups.map((group, index) => {
        const { title, description, ...form } = askedGroups[group];
        return (
          <Section key={group} id={group} title={title} description={description}>
            <SettingGroupForm
              key={valuesOf(settings, settingGroups[group])}
              action={actions[group]}
              settings={settings}
              effect={effects[group]}
              change={changes[index] ?? null}
              {...form}
            />
          </Section>
        );
      })}
    </Page>
  );
}
