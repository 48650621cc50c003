import { countOf } from "#components/ui/count.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import type { LifeEvent, MessageLife, MessagePlace } from "#server/receipt/schema.ts";

export const placeWords: Readonly<Record<MessagePlace, { tone: Tone; word: string; meaning: string }>> = {
  maildrop: { tone: "good", word: "in the maildrop", meaning: "Mail programs see it." },
  recoverable: { tone: "warning", word: "recoverable", meaning: "Removed, and can be brought back for a while." },
  gone: { tone: "neutral", word: "gone", meaning: "Removed for good; only what is known of it is left." },
};

/** The message in a sentence: where it is, and how often it was downloaded. */
export function lifeSentence(life: MessageLife): string {
  const downloads = life.events.filter((event) => event.kind === "session" && event.isDownloaded).length;
  const often =
    downloads === 0
      ? life.downloadedAt === null
        ? "It was never downloaded."
        : "It was downloaded before the sessions that are still known."
      : `It was downloaded in ${countOf(downloads, "session")}.`;
  return `${whereIsIt(life)} ${often}`;
}

function whereIsIt({ place, standing, events }: MessageLife): string {
  if (standing === "gone") return "Its account is gone, and the message with it.";
  if (place === "maildrop") return "It is in its maildrop.";
  if (place === "recoverable") return "It was removed, and can be brought back.";
  const last = events.findLast(({ kind }) => kind === "removed" || kind === "purged" || kind === "restored");
  if (last?.kind === "restored") return "It was restored as new mail.";
  return last?.kind === "purged" ? "It was removed, and then purged for good." : "It is gone for good.";
}

const removalCauses: Readonly<Record<string, string>> = {
  session: "Deleted by the mail program (DELE, then QUIT)",
  retention: "Removed by a retention rule",
  administrator: "Removed by an administrator",
  rebuild: "Found as removed when the index was made anew",
};

const purgeCauses: Readonly<Record<string, string>> = {
  expired: "Purged: its time was over",
  administrator: "Purged by an administrator",
};

/** What happened, in some words. */
export function eventTitle(event: LifeEvent): string {
  switch (event.kind) {
    case "delivered":
      return event.protocol === "" ? "Came in" : `Delivered by ${event.protocol === "local" ? "pipe" : event.protocol}`;
    case "session":
      if (event.isDownloaded) return event.isMarked ? "Downloaded, and marked for deletion" : "Downloaded";
      return "Marked for deletion";
    case "removed":
      return removalCauses[event.cause] ?? "Removed";
    case "restored":
      return event.newSequence === null ? "Restored, in place" : "Restored for download, as new mail";
    case "came-back":
      return "Came as a message that was restored for download";
    case "purged":
      return purgeCauses[event.cause] ?? "Purged";
  }
}

export const eventTone: Readonly<Record<LifeEvent["kind"], Tone>> = {
  delivered: "good",
  session: "info",
  removed: "warning",
  restored: "good",
  "came-back": "good",
  purged: "danger",
};

const firstSessions = 10;
const lastSessions = 40;

/** Of a message that was downloaded hundreds of times the first and the last sessions, and how many there were between. */
export function shownOf(events: readonly LifeEvent[]): {
  shown: readonly LifeEvent[];
  leftOut: { readonly after: LifeEvent; readonly count: number } | null;
} {
  const sessions = events.filter(({ kind }) => kind === "session");
  const between = sessions.slice(firstSessions, -lastSessions);
  const after = sessions[firstSessions - 1];
  if (between.length < 2 || after === undefined) return { shown: events, leftOut: null };
  const hidden = new Set(between);
  return { shown: events.filter((event) => !hidden.has(event)), leftOut: { after, count: between.length } };
}
