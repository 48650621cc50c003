import type { Change, ConditionName, Severity } from "../schema.ts";

export interface MessageItem {
  readonly alertId: number;
  readonly condition: ConditionName;
  /** Of the condition, for people. */
  readonly title: string;
  readonly subject: string;
  readonly change: Change;
  readonly severity: Severity;
  readonly text: string;
  readonly at: Date;
  readonly firedAt: Date | null;
  readonly resolvedAt: Date | null;
}

/** What a channel is asked to say: the same whichever it is. */
export interface OutgoingMessage {
  /** Stays the same when it is tried again, so that a receiver can tell. */
  readonly id: string;
  readonly serverName: string;
  /** Told after quiet hours. */
  readonly isGathered: boolean;
  readonly isTest: boolean;
  readonly createdAt: Date;
  /** Of the console, where that is known. */
  readonly consoleUrl: string | null;
  readonly items: readonly MessageItem[];
}

const changeWords: Readonly<Record<Change, string>> = {
  fired: "Alert",
  worse: "Worse",
  reminder: "Still wrong",
  resolved: "Resolved",
};

export function changeWord(change: Change): string {
  return changeWords[change];
}

/** The most urgent that is told; what is over is not. */
export function urgencyOf({ items }: OutgoingMessage): Severity | "resolved" {
  const wrong = items.filter(({ change }) => change !== "resolved");
  if (wrong.some(({ severity }) => severity === "critical")) return "critical";
  return wrong.length > 0 ? "warning" : "resolved";
}

/** In one line, without line breaks. */
export function titleOf(message: OutgoingMessage): string {
  const { items, serverName, isGathered, isTest } = message;
  if (isTest) return `Test from ${serverName}`;
  const [only] = items;
  if (items.length === 1 && only !== undefined && !isGathered) {
    return `${only.change === "fired" && only.severity === "critical" ? "Critical" : changeWord(only.change)}: ${only.title} (${serverName})`;
  }
  const wrong = items.filter(({ change }) => change !== "resolved").length;
  const over = items.length - wrong;
  const parts = [wrong > 0 ? `${wrong} ${wrong === 1 ? "alert" : "alerts"}` : "", over > 0 ? `${over} resolved` : ""];
  const counts = parts.filter((part) => part !== "").join(", ");
  return isGathered ? `While it was quiet: ${counts} (${serverName})` : `${counts} (${serverName})`;
}

/** For people, in lines. */
export function bodyOf(message: OutgoingMessage): string {
  const { items, serverName, consoleUrl, isTest, isGathered } = message;
  if (isTest) {
    return `This is a test of ${serverName}. Alerts arrive here.${consoleUrl === null ? "" : `\n\n${consoleUrl}`}\n`;
  }
  const lines = items.map(
    ({ change, title, text, at, severity }) =>
      `${changeWord(change)}${severity === "critical" && change !== "resolved" ? " (critical)" : ""}: ${title}\n${text}\n${instant(at)}`,
  );
  const head = isGathered ? ["This was held back during quiet hours."] : [];
  const foot = consoleUrl === null ? [`Popdesk on ${serverName}`] : [`Popdesk on ${serverName}: ${consoleUrl}`];
  return `${[...head, ...lines, ...foot].join("\n\n")}\n`;
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
