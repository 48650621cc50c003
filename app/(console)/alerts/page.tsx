import { BellRing, CircleCheck } from "lucide-react";
import type { Metadata } from "next";
import { AlertItems } from "#components/alert/alert-list.tsx";
import { AddChannel } from "#components/alert/channel-dialogs.tsx";
import { ChannelItems } from "#components/alert/channel-list.tsx";
import { MuteDialog } from "#components/alert/mute-dialog.tsx";
import { MuteItems } from "#components/alert/mute-list.tsx";
import { PolicyForm } from "#components/alert/policy-form.tsx";
import { RuleItems } from "#components/alert/rule-list.tsx";
import { Situation } from "#components/alert/situation.tsx";
import { alertsInForce, situationOf } from "#components/alert/words.ts";
import { Live } from "#components/live/live.tsx";
import { valuesOf } from "#components/setting/values-of.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readChannels } from "#server/alert/channel/read-channels.ts";
import { readMutes } from "#server/alert/mutes.ts";
import { readAlerts, readEvaluatedAt } from "#server/alert/read.ts";
import { readRuleViews } from "#server/alert/rules.ts";
import { alertList, alertSettings } from "#server/alert/schema.ts";
import { readLastChange, readLastSettingChange } from "#server/audit/read-last-change.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  acknowledgeAction,
  changePolicyAction,
  changeRuleAction,
  deleteChannelAction,
  endMuteAction,
  muteAction,
  previewPolicyAction,
  saveChannelAction,
  switchChannelAction,
  testChannelAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Alerts" };

const mostShown = 50;
const policyActions = ["alert.rule-change", "alert.channel-create", "alert.channel-change", "alert.channel-delete"];

export default async function AlertsPage() {
  await requireAdministrator();
  const store = await theStore();
  const [firing, channels, rules, mutes, settings, evaluatedAt, quietChange, change] = await Promise.all([
    readAlerts(store, alertList.parse({ state: "firing", pageSize: mostShown })),
    readChannels(store),
    readRuleViews(store),
    readMutes(store),
    readSettings(store),
    readEvaluatedAt(store),
    readLastSettingChange(store, alertSettings),
    readLastChange(store, { actions: policyActions }),
  ]);
  const serverZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Page
      title="Alerts"
      description="What is watched, who is told, and when not."
      actions={<LinkButton href="/alerts/history">History</LinkButton>}
    >
      <Live topics={["alerts", "changes"]} />
      <Situation
        situation={situationOf(firing.rows, firing.total)}
        sentences={alertsInForce(channels, rules, settings, serverZone)}
        evaluatedAt={evaluatedAt}
        change={change}
      />
      <Section
        title="Now"
        actions={<MuteDialog action={muteAction} what="everything" label="Mute everything…" />}
        isFlush
      >
        {firing.rows.length === 0 ? (
          <Empty icon={CircleCheck} title="Nothing is wrong">
            What is watched and wrong for long enough stands here, with the page where it is mended.
          </Empty>
        ) : (
          <AlertItems alerts={firing.rows} acknowledge={acknowledgeAction} mute={muteAction} />
        )}
        {firing.total > firing.rows.length && (
          <p className="border-t border-separator px-5 py-3 text-muted">
            The latest {firing.rows.length} of {firing.total} are shown.
          </p>
        )}
      </Section>
      {mutes.length > 0 && (
        <Section title="Muted" description="Nobody is told of these until then." isFlush>
          <MuteItems mutes={mutes} end={endMuteAction} />
        </Section>
      )}
      <Section
        title="Who is told"
        description="Each by its own way; one that fails is told by the others."
        actions={<AddChannel save={saveChannelAction} />}
        isFlush
      >
        {channels.length === 0 ? (
          <Empty icon={BellRing} title="Nobody is told yet">
            Add an e-mail address, a webhook of your chat or pager, or a topic of ntfy for your telephone. Each can be
            tested at once.
          </Empty>
        ) : (
          <ChannelItems
            channels={channels}
            save={saveChannelAction}
            switchChannel={switchChannelAction}
            remove={deleteChannelAction}
            test={testChannelAction}
          />
        )}
      </Section>
      <Section
        id="quiet"
        title="Quiet hours and reminders"
        description="What happens in quiet hours is told when they end, in one message; what is urgent is told at once."
      >
        <PolicyForm
          key={valuesOf(settings, alertSettings)}
          settings={settings}
          serverZone={serverZone}
          action={changePolicyAction}
          preview={previewPolicyAction}
          change={quietChange}
        />
      </Section>
      <Section id="conditions" title="Conditions" description="Looked at every few seconds, or every minute." isFlush>
        <RuleItems rules={rules} change={changeRuleAction} mute={muteAction} />
      </Section>
    </Page>
  );
}
