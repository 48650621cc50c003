import type { FormAction } from "#components/ui/action-result.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { RuleView } from "#server/alert/schema.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { patienceText, thresholdsText } from "./words.ts";

/** Everything that can be watched: what it means, from when it is told, and a switch. */
export function RuleItems({
  rules,
  change,
  mute,
}: {
  rules: readonly RuleView[];
  change: FormAction;
  mute: FormAction;
}) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {rules.map((rule) => (
        <li key={rule.condition} className="flex flex-col gap-2 px-4 py-3.5 sm:px-5">
          <div className="flex items-start justify-between gap-4">
            <div className="flex min-w-0 flex-col gap-0.5">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {rule.title}
                {rule.isUrgent && (
                  <StatusChip tone="info" hint="Told in quiet hours too">
                    urgent
                  </StatusChip>
                )}
                {!rule.isUsual && <StatusChip tone="neutral">changed</StatusChip>}
              </p>
              <p>{rule.description}</p>
              <p className="text-muted">
                {thresholdsText(rule)} {patienceText(rule)}
              </p>
              {rule.trouble !== null && (
                <p className="text-danger-soft-foreground wrap-anywhere">
                  It could not be looked at the last time: {rule.trouble}
                </p>
              )}
            </div>
            <Switch
              action={change}
              name="isEnabled"
              fields={{ condition: rule.condition }}
              isSelected={rule.isEnabled}
              label={`Watch: ${rule.title}`}
              isLabelHidden
            />
          </div>
          <div className="flex flex-wrap gap-2">
            <RuleDialog key={JSON.stringify(rule)} rule={rule} change={change} mute={mute} />
          </div>
        </li>
      ))}
    </ul>
  );
}
