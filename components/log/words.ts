import type { Tone } from "#components/ui/status-chip.tsx";
import { clockTimeOf, dayOf, exactInstant } from "#components/ui/instant.ts";
import { eventMeanings, type EventName, type Result } from "#server/mail-log/schema.ts";
import { visibleText } from "./visible-text.ts";
import type { LogRow } from "#server/log-search/schema.ts";

const resultTones: Readonly<Record<Result, Tone>> = {
  ok: "good",
  deferred: "warning",
  failed: "danger",
  refused: "warning",
};

/** Of what itself says that something is wrong. */
const eventTones: Partial<Record<EventName, Tone>> = {
  "sign-in-trouble": "danger",
  "maildrop-locked": "warning",
  "timed-out": "warning",
  dropped: "warning",
  "bad-command": "warning",
  "tls-failed": "danger",
  unreachable: "warning",
  "server-refused": "warning",
  "over-quota": "warning",
  trouble: "danger",
};

export function toneOf({ event, result }: LogRow["fields"]): Tone {
  return (event && eventTones[event]) ?? (result === undefined ? "neutral" : resultTones[result]);
}

/** "sign-in-failed" as it is read. */
export const eventText = (event: string): string => event.replaceAll("-", " ");

/** The same as a title. */
export const eventTitleText = (event: string): string => event.charAt(0).toUpperCase() + eventText(event).slice(1);

export const meaningOf = (event: EventName): string => eventMeanings[event];

/** What the line says, without its time, machine and program, which stand in columns of their own. */
export function messageOf({ raw, fields }: Pick<LogRow, "raw" | "fields">): string {
  const { program, pid } = fields;
  if (raw.startsWith("{")) return jsonMessage(raw) ?? raw;
  if (program === undefined) return raw;
  for (const head of [`${program}[${pid}]: `, `${program}: `]) {
    const at = raw.indexOf(head);
    if (at >= 0) return raw.slice(at + head.length);
  }
  return raw;
}

/** Of a line of Popdesk's own log, or of journald. */
function jsonMessage(raw: string): string | null {
  try {
    const line = JSON.parse(raw) as Record<string, unknown>;
    const said = line.msg ?? line.MESSAGE;
    return typeof said === "string" ? said : null;
  } catch {
    // A line that only looks like JSON, or was cut.
    return null;
  }
}

/** "14:02:07", on another day than today "21 Nov 14:02:07", in another year with that. */
export function lineTime(atMs: number, nowMs: number, zone: string): string {
  const at = new Date(atMs);
  const time = exactInstant(at, zone).split(", ")[1]?.slice(0, 8) ?? clockTimeOf(at, zone);
  const [day, today] = [dayOf(at, zone), dayOf(new Date(nowMs), zone)];
  if (day === today) return time;
  return `${day.slice(-4) === today.slice(-4) ? day.slice(0, -5) : day} ${time}`;
}

/** "ann@example.org, from 192.0.2.7: password mismatch", as far as a line says it. */
export function lineSentence({ fields: { account, remoteIp, reason, event } }: LogRow): string {
  const who = [account, remoteIp && `from ${remoteIp}`].filter(Boolean).join(", ");
  const what =
    reason ?? (event === undefined ? "No pattern fits this line; it is kept as it was written." : meaningOf(event));
  return visibleText(who === "" ? what : `${who}: ${what}`);
}
