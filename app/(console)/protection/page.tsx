import type { Metadata } from "next";
import { Live } from "#components/live/live.tsx";
import { askedBlock, askedThrottle } from "#components/protection/asked.ts";
import { Blocked } from "#components/protection/blocked.tsx";
import { BlockPreview, ThrottlePreview } from "#components/protection/effect.tsx";
import { FailingNetworks } from "#components/protection/failing-networks.tsx";
import { Firewall } from "#components/protection/firewall.tsx";
import { protectionInForce } from "#components/protection/in-force.ts";
import { RuleDialog } from "#components/protection/rule-dialog.tsx";
import { Rules } from "#components/protection/rules.tsx";
import { Throttled } from "#components/protection/throttled.tsx";
import { SettingGroupForm } from "#components/setting/group-form.tsx";
import { valuesOf } from "#components/setting/values-of.ts";
import { ObeyedChip } from "#components/setting/obeyed-chip.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { readControl } from "#server/control/read-control.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { nftablesText } from "#server/protection/nftables.ts";
import { readBlocks, readRules, readThrottled } from "#server/protection/read.ts";
import { readFirewall } from "#server/protection/read-firewall.ts";
import { blockSettings, throttleSettings } from "#server/protection/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { readFailingNetworks } from "#server/sign-in-failure/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  addRuleAction,
  allowBlockedAction,
  changeBlockAction,
  changeThrottleAction,
  endRuleAction,
  forgetThrottleAction,
  liftBlockAction,
} from "./actions.ts";
import { previewBlockAction, previewThrottleAction } from "./previews.ts";

export const metadata: Metadata = { title: "Sign-in protection" };

const dayMs = 24 * 60 * 60 * 1000;
const mostFailing = 10;
/** Networks in the text for the firewall; the command line gives all. */
const mostInFirewall = 500;

export default async function ProtectionPage() {
  await requireAdministrator();
  const store = await theStore();
  const now = store.clock.now();
  const [settings, { generation }, daemon, blocks, throttled, rules, failing, firewall, throttleChanged, blockChanged] =
    await Promise.all([
      readSettings(store),
      readControl(store.db),
      readDaemonState(store),
      readBlocks(store),
      readThrottled(store),
      readRules(store),
      readFailingNetworks(store, new Date(now.getTime() - dayMs), mostFailing),
      readFirewall(store, mostInFirewall),
      readLastSettingChange(store, throttleSettings),
      readLastSettingChange(store, blockSettings),
    ]);
  const denied = rules.rows.filter(({ action }) => action === "deny").length;
  return (
    <Page
      title="Sign-in protection"
      description="Who guesses passwords is slowed down and then kept out; the owner elsewhere never notices."
      actions={<ObeyedChip isAlive={daemon?.isAlive ?? false} isCurrent={daemon?.observedGeneration === generation} />}
    >
      <Live topics={["wishes", "facts", "protection"]} />
      <Card className="flex flex-col gap-1">
        {protectionInForce(settings, {
          blocked: blocks.total,
          waiting: throttled.total,
          denied,
          allowed: rules.rows.length - denied,
        }).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Card>
      <Section
        title="Kept out for guessing"
        description="By the server itself. Mail that comes in by LMTP is not touched."
        isFlush
      >
        <Blocked rows={blocks.rows} lift={liftBlockAction} allow={allowBlockedAction} />
        <More shown={blocks.rows.length} total={blocks.total} what="block" />
      </Section>
      <Section title="Made to wait" description="By network and account: nobody else waits with them." isFlush>
        <Throttled rows={throttled.rows} now={now} forget={forgetThrottleAction} />
        <More shown={throttled.rows.length} total={throttled.total} what="guesser" />
      </Section>
      <Section
        title="Your rules"
        description="The narrowest network decides. What you let in is never slowed down or kept out by the server."
        actions={
          <>
            <RuleDialog kind="allow" action={addRuleAction} />
            <RuleDialog kind="deny" action={addRuleAction} />
          </>
        }
        isFlush
      >
        <Rules rows={rules.rows} end={endRuleAction} />
        <More shown={rules.rows.length} total={rules.total} what="rule" />
      </Section>
      <Section
        title="Refused in the last day"
        actions={<LinkButton href="/protection/failures">All refused sign-ins</LinkButton>}
        isFlush
      >
        <FailingNetworks rows={failing} addRule={addRuleAction} />
      </Section>
      <Section id="waiting" title="Waiting" description="What a wrong password costs the network it came from.">
        <SettingGroupForm
          key={valuesOf(settings, throttleSettings)}
          action={changeThrottleAction}
          settings={settings}
          asked={askedThrottle}
          submit="Save waiting"
          effect={<ThrottlePreview preview={previewThrottleAction} />}
          change={throttleChanged}
        />
      </Section>
      <Section id="blocking" title="Keeping out" description="What becomes of networks that go on.">
        <SettingGroupForm
          key={valuesOf(settings, blockSettings)}
          action={changeBlockAction}
          settings={settings}
          asked={askedBlock}
          submit="Save keeping out"
          effect={<BlockPreview preview={previewBlockAction} />}
          change={blockChanged}
        />
      </Section>
      <Section
        title="For the machine's firewall"
        description="The same lists as rules of nftables, to drop such clients before they reach this server. They end by themselves as the blocks do."
      >
        <Firewall text={nftablesText(firewall, now)} isCut={firewall.entries.length >= mostInFirewall} />
      </Section>
    </Page>
  );
}

function More({ shown, total, what }: { shown: number; total: number; what: string }) {
  if (total <= shown) return null;
  return (
    <p className="border-t border-separator px-5 py-3 text-muted">
      The latest {shown} of {countOf(total, what)} are shown; popdesk protection list has all of them.
    </p>
  );
}
