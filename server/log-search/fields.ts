import { z } from "zod";
import { eventMeanings, type EventName, type FieldName, results, services } from "../mail-log/schema.ts";
import { ipText, parseIp } from "../network/ip-address.ts";

/** The fields that hold numbers; all others hold text. The time is asked for by ranges. */
export const numberFields = [
  "pid",
  "octets",
  "retrievedCount",
  "removedCount",
  "messageCount",
  "attemptCount",
  "recipientCount",
  "seconds",
] as const satisfies readonly FieldName[];
export type NumberField = (typeof numberFields)[number];

const ipFields: ReadonlySet<FieldName> = new Set(["remoteIp", "localIp"]);

/** What a person calls a field, as chips and columns name it. */
export const fieldLabels = {
  host: "Machine",
  program: "Program",
  pid: "Process",
  service: "Service",
  event: "Event",
  result: "Result",
  account: "Account",
  sender: "Sender",
  remoteIp: "IP address",
  remoteHost: "Other side",
  localIp: "Our address",
  tls: "TLS",
  mechanism: "Mechanism",
  sessionId: "Session",
  queueId: "Queue id",
  handedAs: "Handed over as",
  messageId: "Message-ID",
  octets: "Octets",
  retrievedCount: "Downloaded",
  removedCount: "Removed",
  messageCount: "In the maildrop",
  attemptCount: "Attempts",
  recipientCount: "Recipients",
  seconds: "Seconds",
  dsn: "Status code",
  reason: "Reason",
} as const satisfies Record<Exclude<FieldName, "time">, string>;

/** A field that a list is narrowed by. */
export type FilterField = keyof typeof fieldLabels;
export const filterFields = Object.keys(fieldLabels) as readonly FilterField[];

export const isNumberField = (field: FilterField): field is NumberField =>
  (numberFields as readonly FilterField[]).includes(field);

const isEvent = (text: string): text is EventName => Object.hasOwn(eventMeanings, text);

/** A number, or a range of numbers: "5", "5..", "..5", "5..9". Null for anything else. */
export function rangeOf(text: string): { readonly least: number | null; readonly most: number | null } | null {
  const number = String.raw`\d{1,15}(?:\.\d{1,6})?`;
  const [, one, least, most] = new RegExp(`^(?:(${number})|(${number})?\\.\\.(${number})?)$`).exec(text) ?? [];
  if (one !== undefined) return { least: Number(one), most: Number(one) };
  if (least === undefined && most === undefined) return null;
  return { least: least === undefined ? null : Number(least), most: most === undefined ? null : Number(most) };
}

/** No line holds a control character that is not shown otherwise, and PostgreSQL refuses to be asked for a NUL. */
const line = z
  .string()
  .trim()
  .min(1, "It is empty.")
  .max(500, "At most 500 characters.")
  .regex(/^\P{Cc}*$/u, "It holds a control character.");

/** What may stand for a field, as it is looked for. The message of a refusal names what would be right. */
export function fieldValue(field: FilterField): z.ZodType<string, string> {
  if (isNumberField(field)) {
    return line.refine((text) => rangeOf(text) !== null, "Write a number, or a range such as 5.., ..9 or 5..9.");
  }
  if (ipFields.has(field)) {
    return line.transform((text, context) => {
      const octets = parseIp(text);
      if (octets !== null) return ipText(octets);
      context.addIssue({ code: "custom", message: "Write a whole IP address." });
      return z.NEVER;
    });
  }
  if (field === "event") return named(isEvent, "There is no event of that name: see docs/mail-logs.md.");
  if (field === "result") return named(isIn(results), `One of: ${results.join(", ")}, ${absent}.`);
  if (field === "service") return named(isIn(services), `One of: ${services.join(", ")}, ${absent}.`);
  return line;
}

/** In place of an event, a result or a service: lines without one, such as those that nothing fits. */
export const absent = "none";
export const canBeAbsent = (field: FilterField): boolean =>
  field === "event" || field === "result" || field === "service";

const named = (isKnown: (text: string) => boolean, message: string) =>
  line.refine((text) => text === absent || isKnown(text), message);
const isIn =
  (known: readonly string[]) =>
  (text: string): boolean =>
    known.includes(text);
