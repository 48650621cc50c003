import { countOf } from "#components/ui/count.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import { type ChannelKind, type ChannelView, targetOf } from "#server/alert/channel/schema.ts";
import type { AlertView, Change, MessageState, RuleView, Severity } from "#server/alert/schema.ts";
import type { Settings } from "#server/setting/schema.ts";

export const kindWords: Readonly<Record<ChannelKind, string>> = { email: "E-mail", webhook: "Webhook", ntfy: "ntfy" };

export function severityTone(severity: Severity): Tone {
  return severity === "critical" ? "danger" : "warning";
}

export const changeWords: Readonly<Record<Change, string>> = {
  fired: "Told",
  worse: "Told that it is worse",
  reminder: "Reminded",
  resolved: "Told that it is over",
};

export const stateWords: Readonly<Record<MessageState, { tone: Tone; word: string }>> = {
  held: { tone: "info", word: "held: quiet hours" },
  waiting: { tone: "warning", word: "not delivered yet" },
  sent: { tone: "good", word: "delivered" },
  "given-up": { tone: "danger", word: "given up" },
};

/** "Nothing is wrong." or how much is, and how much of it nobody is told about any more. */
export function situationOf(firing: readonly AlertView[], total: number): { tone: Tone; text: string } {
  if (total === 0) return { tone: "good", text: "Nothing is wrong." };
  const critical = firing.filter(({ severity }) => severity === "critical").length;
  const known = firing.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
  const text = `${countOf(total, "alert")}${critical > 0 ? `, ${critical} critical` : ""}${known > 0 ? `; ${known} acknowledged` : ""}.`;
  return { tone: critical > 0 ? "danger" : "warning", text };
}

type Policy = Pick<
  Settings,
  "alertQuietFrom" | "alertQuietTo" | "alertQuietDays" | "alertTimeZone" | "alertRemindHours" | "alertGiveUpHours"
>;

/** Who is told of what, and when not: sentences a colleague could check. */
export function alertsInForce(
  channels: readonly ChannelView[],
  rules: readonly RuleView[],
  policy: Policy,
  serverZone: string,
): string[] {
  const on = rules.filter(({ isEnabled }) => isEnabled);
  const told = channels.filter(({ isEnabled }) => isEnabled);
  const watched = `${on.length === rules.length ? `All ${rules.length}` : `${on.length} of ${rules.length}`} conditions are watched`;
  const whom =
    told.length === 0
      ? `${watched}, and nobody is told: alerts are shown on this page alone.`
      : `${watched}. Told ${listOf(told.map(channelText))}.`;
  const urgent = on.filter(({ isUrgent }) => isUrgent).length;
  return [whom, quietText(policy, urgent, serverZone), remindText(policy)];
}

function channelText({ settings, leastSeverity, name }: ChannelView): string {
  const by = settings.kind === "email" ? `by e-mail to ${targetOf(settings)}` : `by ${settings.kind} (${name})`;
  return leastSeverity === "critical" ? `${by} of what is critical` : by;
}

const dayNames = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

function quietText(policy: Policy, urgent: number, serverZone: string): string {
  const { alertQuietFrom: from, alertQuietTo: to, alertQuietDays: days, alertTimeZone: zone } = policy;
  if (from === "" || to === "" || days === "") return "There are no quiet hours: it is told at any time.";
  const when =
    days.length === 7
      ? "every day"
      : days === "12345"
        ? "on weekdays"
        : `on ${listOf([...days].map((day) => dayNames[Number(day) - 1] ?? ""))}`;
  const but =
    urgent === 0 ? "" : ` ${countOf(urgent, "urgent condition")} ${urgent === 1 ? "breaks" : "break"} through.`;
  return `Quiet hours from ${from} to ${to} (${zone || serverZone}) ${when}: what happens then is told at their end, in one message.${but}`;
}

function remindText({ alertRemindHours, alertGiveUpHours }: Policy): string {
  const remind =
    alertRemindHours === null
      ? "Each alert is told once and when it is over"
      : `What is still wrong is told again every ${alertRemindHours === 24 ? "day" : countOf(alertRemindHours, "hour")}`;
  return `${remind}; a message that cannot be delivered is tried for ${countOf(alertGiveUpHours, "hour")}.`;
}

/** "for 30 s", "at once". */
export function patienceText({ forSeconds, resolveSeconds }: Pick<RuleView, "forSeconds" | "resolveSeconds">): string {
  const after = forSeconds === 0 ? "Told at once" : `Told after ${spanText(forSeconds)}`;
  return `${after}, over ${resolveSeconds === 0 ? "at once" : `after ${spanText(resolveSeconds)}`}.`;
}

export function spanText(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return countOf(seconds / 3600, "hour");
  if (seconds % 60 === 0 && seconds > 0) return countOf(seconds / 60, "minute");
  return countOf(seconds, "second");
}

/** The numbers of a condition in one line; empty where it has none. */
export function thresholdsText({ specs, thresholds }: Pick<RuleView, "specs" | "thresholds">): string {
  const parts = Object.entries(specs).map(([key, { label, unit }]) => `${label} ${thresholds[key]} ${unit}`);
  return parts.length === 0 ? "" : `${parts.join("; ")}.`;
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
