import type { EffectiveField, EffectiveRetention, RetentionLevel, Sourced } from "./schema.ts";

/** Which level said it, for people; null: nobody. */
export function sourceWords(source: RetentionLevel | null): string {
  return source === null
    ? "from the start"
    : { server: "the server", domain: "the domain", account: "the account" }[source];
}

function daysText(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

/** What is in force, in sentences a colleague could check. */
export function retentionInForce(retention: EffectiveRetention): string[] {
  const { removeAfterArrivalDays: arrival, removeAfterDownloadDays: download, keepsUndownloaded } = retention;
  const removes = arrival.value !== null || download.value !== null;
  const sentences: string[] = [];
  if (!removes) sentences.push("No rule removes mail: it stays until a mail program deletes it.");
  if (arrival.value !== null) sentences.push(`Mail is removed ${daysText(arrival.value)} after it arrived.`);
  if (download.value !== null) {
    sentences.push(
      download.value === 0
        ? "Mail is removed as soon as it has been downloaded."
        : `Mail is removed ${daysText(download.value)} after its first download.`,
    );
  }
  if (removes) {
    sentences.push(
      keepsUndownloaded.value
        ? "Mail that was never downloaded stays."
        : arrival.value === null
          ? "Mail that was never downloaded stays, for no rule goes by its arrival."
          : "Mail that was never downloaded is removed as well.",
    );
  }
  sentences.push(deleSentence(retention));
  if (removes)
    sentences.push(`What a rule removes can be brought back for ${daysText(retention.recoverableDays.value)}.`);
  if (retention.loginDelaySeconds.value !== null) {
    sentences.push(`Between two sign-ins to an account ${retention.loginDelaySeconds.value} seconds must pass.`);
  }
  if (retention.hold !== null) {
    const end = retention.hold.endsAt === null ? "" : ` until ${retention.hold.endsAt.toISOString().slice(0, 10)}`;
    sentences.push(
      `A legal hold of ${sourceWords(retention.hold.level)} is on${end}: nothing is removed for good, whatever else is said here. What mail programs delete is kept, and no rule removes.`,
    );
  }
  return sentences;
}

function deleSentence({ onDele, recoverableDays }: EffectiveRetention): string {
  switch (onDele.value) {
    case "remove":
      return "What a mail program deletes is gone at once.";
    case "keep":
      return `What a mail program deletes can be brought back for ${daysText(recoverableDays.value)}.`;
    case "refuse":
      return "Mail programs cannot delete mail: DELE is refused.";
  }
}

/** Each field with the level that said it. */
export function effectiveFields(retention: EffectiveRetention): EffectiveField[] {
  const days = (value: number | null) => (value === null ? "never" : daysText(value));
  const field = <T>(label: string, { value, source }: Sourced<T>, text: (value: T) => string): EffectiveField => ({
    label,
    value: text(value),
    source: sourceWords(source),
  });
  return [
    field("Removed after arrival", retention.removeAfterArrivalDays, days),
    field("Removed after first download", retention.removeAfterDownloadDays, days),
    field("Never downloaded", retention.keepsUndownloaded, (keeps) => (keeps ? "stays" : "is removed too")),
    field(
      "DELE",
      retention.onDele,
      (dele) => ({ remove: "removes", keep: "keeps recoverable", refuse: "is refused" })[dele],
    ),
    field("Recoverable for", retention.recoverableDays, daysText),
    field("Between sign-ins", retention.loginDelaySeconds, (seconds) =>
      seconds === null ? "no wait" : `${seconds} s`,
    ),
  ];
}
