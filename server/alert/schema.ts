import { z } from "zod";
import { flag, listPage, oneRow, rowId } from "../input/schema.ts";
import { settingFields } from "../setting/schema.ts";

/** What is watched. Each has a file in conditions/, with its words, its numbers and how it is looked at. */
export const conditionNames = [
  "daemon-gone",
  "listener-not-open",
  "certificate-expiry",
  "certificate-differs",
  "disk-space",
  "failed-sign-ins",
  "stale-locks",
  "quota",
  "retention-run",
  "body-damage",
  "watched-maildir",
  "directory-away",
  "backlog",
  "diagnostics",
  "channel-failing",
] as const;
export type ConditionName = (typeof conditionNames)[number];

export const severities = ["warning", "critical"] as const;
export type Severity = (typeof severities)[number];

export const changes = ["fired", "worse", "reminder", "resolved"] as const;
export type Change = (typeof changes)[number];

/** One number a condition goes by. */
export interface ThresholdSpec {
  readonly label: string;
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  readonly usual: number;
}

/** How a condition is judged at present. */
export interface Rule {
  readonly condition: ConditionName;
  readonly isEnabled: boolean;
  readonly isUrgent: boolean;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly forSeconds: number;
  readonly resolveSeconds: number;
}

export interface RuleView extends Rule {
  readonly title: string;
  /** What it watches, as a sentence. */
  readonly description: string;
  readonly specs: Readonly<Record<string, ThresholdSpec>>;
  /** As nobody has changed it. */
  readonly isUsual: boolean;
  /** Why it could not be looked at the last time; null: it could. */
  readonly trouble: string | null;
}

const span = (unit: string) => {
  const sentence = `Whole ${unit} from 0 to a day.`;
  return z.coerce.number(sentence).int(sentence).min(0, sentence).max(86_400, sentence);
};

/** A form has no records: its fields are called "thresholds.days" and so on. */
function gathered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const own = Object.entries(value).filter(([key]) => key.startsWith("thresholds."));
  if (own.length === 0) return value;
  const thresholds = Object.fromEntries(own.map(([key, text]) => [key.slice("thresholds.".length), text]));
  return { ...value, thresholds };
}

const ruleFields = z.object({
  condition: z.enum(conditionNames),
  isEnabled: flag.optional(),
  isUrgent: flag.optional(),
  forSeconds: span("seconds").optional(),
  resolveSeconds: span("seconds").optional(),
  /** By the condition's own specs, which the verb knows. */
  thresholds: z.record(z.string(), z.coerce.number("A whole number.")).optional(),
});
export const ruleChange = z.preprocess(gathered, ruleFields);
export type RuleChange = z.input<typeof ruleFields>;

/** Quiet hours, reminders, and for how long a message is tried. */
export const alertSettings = [
  "alertQuietFrom",
  "alertQuietTo",
  "alertQuietDays",
  "alertTimeZone",
  "alertRemindHours",
  "alertGiveUpHours",
] as const;
export const alertPolicyChange = z.object({
  alertQuietFrom: settingFields.alertQuietFrom,
  alertQuietTo: settingFields.alertQuietTo,
  alertQuietDays: settingFields.alertQuietDays,
  alertTimeZone: settingFields.alertTimeZone,
  alertRemindHours: settingFields.alertRemindHours,
  alertGiveUpHours: settingFields.alertGiveUpHours,
});

export interface AlertView {
  readonly id: number;
  readonly condition: ConditionName;
  readonly title: string;
  readonly subject: string;
  readonly state: "pending" | "firing" | "resolved";
  readonly severity: Severity;
  readonly text: string;
  readonly href: string;
  readonly firstSeenAt: Date;
  readonly firedAt: Date | null;
  readonly clearSinceAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly toldAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly mutedUntilAt: Date | null;
}

/** What was told, by which channel. */
export interface ToldView {
  readonly messageId: number;
  readonly channelName: string;
  readonly change: Change;
  readonly text: string;
  readonly at: Date;
  readonly state: MessageState;
  readonly sentAt: Date | null;
  readonly nextAt: Date;
  readonly attemptCount: number;
  readonly answer: string;
}

export type MessageState = "held" | "waiting" | "sent" | "given-up";

export const alertList = listPage.extend({
  state: z.enum(["open", "firing", "resolved", "all"]).catch("open"),
  condition: z.enum(["all", ...conditionNames]).catch("all"),
  severity: z.enum(["all", ...severities]).catch("all"),
});
export type AlertList = z.output<typeof alertList>;

export const acknowledgement = oneRow;

/** For how long; a form offers these, the command line takes any number of minutes. */
export const muteSpans = [30, 60, 240, 1_440, 10_080] as const;
const minutes = z.coerce
  .number("For how many minutes?")
  .int("Whole minutes.")
  .min(1, "A minute at least.")
  .max(90 * 1_440, "At most 90 days.");
export const newMute = z.object({
  /** One alert; absent: a condition, or everything. */
  alertId: rowId.optional(),
  condition: z.enum(conditionNames).optional(),
  minutes,
  reason: z.string().trim().max(200, "At most 200 characters.").default(""),
});
export type NewMute = z.input<typeof newMute>;
export const muteEnd = oneRow;

export interface MuteView {
  readonly id: number;
  readonly title: string;
  readonly reason: string;
  readonly actorName: string;
  readonly createdAt: Date;
  readonly endsAt: Date;
}

/** What quiet hours would mean now, before they are saved. */
export interface QuietEffect {
  readonly hasQuietHours: boolean;
  /** When they would end, if they held now. */
  readonly quietUntilAt: Date | null;
  /** Messages held back so far. */
  readonly heldCount: number;
}
