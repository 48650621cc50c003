import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { askedGroups } from "#components/setting/asked.ts";
import { SettingGroupForm } from "#components/setting/group-form.tsx";
import { limitsInForce } from "#components/setting/in-force.ts";
import { ObeyedChip } from "#components/setting/obeyed-chip.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
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
  changeSignInAction,
  changeWaitingAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Limits" };

const actions: Readonly<Record<SettingGroup, FormAction>> = {
  connections: changeConnectionsAction,
  waiting: changeWaitingAction,
  commands: changeCommandsAction,
  downloads: changeDownloadsAction,
  mail: changeMailAction,
  deletion: changeDeletionAction,
  announced: changeAnnouncedAction,
  signIn: changeSignInAction,
};

export default async function LimitsPage() {
  await requireAdministrator();
  const store = await theStore();
  const [settings, { generation }, daemon] = await Promise.all([
    readSettings(store),
    readControl(store.db),
    readDaemonState(store),
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
      {(Object.keys(settingGroups) as SettingGroup[]).map((group) => {
        const { title, description, ...form } = askedGroups[group];
        const key = JSON.stringify(settingGroups[group].map((name) => settings[name]));
        return (
          <Section key={group} id={group} title={title} description={description}>
            <SettingGroupForm key={key} action={actions[group]} settings={settings} {...form} />
          </Section>
        );
      })}
    </Page>
  );
}
