import { countOf } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import type { RunPlan, RunView } from "#server/retention-run/schema.ts";
import type { Settings } from "#server/setting/schema.ts";

export const runTones: Readonly<Record<RunView["state"], { tone: Tone; word: string }>> = {
  waiting: { tone: "info", word: "Waiting" },
  counting: { tone: "info", word: "Counting" },
  asking: { tone: "warning", word: "Asks" },
  running: { tone: "info", word: "Running" },
  done: { tone: "good", word: "Done" },
  cancelled: { tone: "neutral", word: "Cancelled" },
  refused: { tone: "neutral", word: "Refused" },
  failed: { tone: "danger", word: "Failed" },
};

type Timing = Pick<
  Settings,
  "retentionTime" | "retentionServerPercent" | "retentionDomainPercent" | "retentionAccountPercent"
>;

/** When rules are carried out, and when a run asks, in sentences. */
export function runsInForce(settings: Timing): string[] {
  const { retentionTime, retentionServerPercent, retentionDomainPercent, retentionAccountPercent } = settings;
  const shares = [
    retentionServerPercent === null ? null : `${retentionServerPercent} % of all messages`,
    retentionDomainPercent === null ? null : `${retentionDomainPercent} % of a domain's`,
    retentionAccountPercent === null ? null : `${retentionAccountPercent} % of an account's`,
  ].filter((share) => share !== null);
  return [
    retentionTime === ""
      ? "Rules are carried out by hand only."
      : `Rules are carried out every day at ${retentionTime}, in the time zone of the server.`,
    shares.length === 0
      ? "A run never asks, however much it would remove."
      : `A run that would remove more than ${shares.join(", or ")} asks first.`,
    "A maildrop that is in use is left until it is free. What a run removes stays recoverable for as long as its rule says.",
  ];
}

/** "1 204 messages, 2.1 GB, of 12 accounts; 17 of them were never downloaded." */
export function planText({
  messageCount,
  octets,
  accountCount,
  undownloadedCount,
}: Omit<RunPlan, "largest" | "question">) {
  if (messageCount === 0) return "Nothing is due.";
  const never =
    undownloadedCount === 0
      ? "every one was downloaded before"
      : `${countOf(undownloadedCount, "of them was", "of them were")} never downloaded`;
  return `${countOf(messageCount, "message")}, ${formatOctets(octets)}, of ${countOf(accountCount, "account")}; ${never}.`;
}
