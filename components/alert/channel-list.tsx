import { Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Time } from "#components/ui/time.tsx";
import { type ChannelView, type TestReport, targetOf } from "#server/alert/channel/schema.ts";
import { ChangeChannel, type NewKey } from "./channel-dialogs.tsx";
import { TestChannel } from "./test-channel.tsx";
import { kindWords } from "./words.ts";

export interface ChannelListProps {
  channels: readonly ChannelView[];
  save: FormAction<NewKey>;
  switchChannel: FormAction;
  remove: FormAction;
  test: FormAction<TestReport>;
}

/** Where people are told, whether it works, and what waits. */
export function ChannelItems({ channels, save, switchChannel, remove, test }: ChannelListProps) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {channels.map((channel) => {
        const { id, name, settings, isEnabled, leastSeverity } = channel;
        return (
          <li key={id} className="flex flex-col gap-2.5 px-4 py-3.5 sm:px-5">
            <div className="flex items-start justify-between gap-4">
              <div className="flex min-w-0 flex-col gap-0.5">
                <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
                  {name} <ChannelChip channel={channel} />
                </p>
                <p className="text-muted wrap-anywhere">
                  {kindWords[settings.kind]} to {targetOf(settings)}
                  {leastSeverity === "critical" && ", of what is critical alone"}
                </p>
              </div>
              <Switch
                action={switchChannel}
                name="isEnabled"
                fields={{ id }}
                isSelected={isEnabled}
                label={`Tell by ${name}`}
                isLabelHidden
              />
            </div>
            <ChannelFacts channel={channel} />
            <div className="flex flex-wrap items-center gap-2">
              <ChangeChannel channel={channel} save={save} />
              <ConfirmDialog
                trigger="Delete…"
                triggerVariant="ghost"
                triggerIcon={<Trash2 aria-hidden />}
                title={`Delete ${name}?`}
                action={remove}
                fields={{ id }}
                confirm="Delete"
              >
                <p>Nobody is told by it any more, and what it was told is forgotten. The alerts themselves stay.</p>
              </ConfirmDialog>
              <TestChannel id={id} test={test} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function ChannelChip({ channel: { isEnabled, trouble, givenUpCount } }: { channel: ChannelView }) {
  if (!isEnabled) return <StatusChip tone="neutral">off</StatusChip>;
  if (trouble !== null) return <StatusChip tone="danger">fails</StatusChip>;
  if (givenUpCount > 0) return <StatusChip tone="warning">some were given up</StatusChip>;
  return <StatusChip tone="good">on</StatusChip>;
}

function ChannelFacts({ channel }: { channel: ChannelView }) {
  const { lastSentAt, lastAnswer, waitingCount, heldCount, givenUpCount, trouble } = channel;
  return (
    <div className="flex flex-col gap-0.5 text-muted">
      <p className="wrap-anywhere">
        {lastSentAt === null ? (
          "Nothing was told by it yet."
        ) : (
          <>
            Last delivered <Time at={lastSentAt} />: {lastAnswer}
          </>
        )}
      </p>
      {trouble !== null && (
        <p className="text-danger-soft-foreground wrap-anywhere">
          {countOf(waitingCount, "message")} waiting. {trouble}
        </p>
      )}
      {heldCount > 0 && <p>{countOf(heldCount, "message")} held until quiet hours end.</p>}
      {givenUpCount > 0 && <p>{countOf(givenUpCount, "message")} given up within a week.</p>}
    </div>
  );
}
