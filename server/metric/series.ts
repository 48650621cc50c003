import { endReasons } from "../session/schema.ts";
import { failureReasons } from "../sign-in-failure/schema.ts";

/** Keywords of POP3, and "other" for what is none: one value of the label each, for strangers say anything. */
export const commandKeywords = [
  "AUTH",
  "CAPA",
  "DELE",
  "LANG",
  "LIST",
  "NOOP",
  "PASS",
  "QUIT",
  "RETR",
  "RSET",
  "STAT",
  "STLS",
  "TOP",
  "UIDL",
  "USER",
  "UTF8",
  "other",
] as const;

/** Upper ends of the parts of a histogram, in seconds; one part more is for what took longer. */
export const durationBounds = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] as const;

/** How a connection that signed in was protected. */
export const tlsLabels = ["none", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

export const deliveryRefusals = {
  "unknown-recipient": "no account has this address",
  "receiving-off": "the account may not receive mail",
  "over-quota": "the maildrop, or its domain, is full",
  "too-large": "larger than a message may be",
  "disk-full": "no space left",
  temporary: "anything else that the mail server tries again",
  permanent: "anything else that goes back to the sender",
} as const;
export type DeliveryRefusal = keyof typeof deliveryRefusals;

export const deliveryWays = ["lmtp", "maildir"] as const;
export type DeliveryWay = (typeof deliveryWays)[number];

interface Counted {
  readonly type: "counter" | "histogram";
  readonly help: string;
  readonly label?: { readonly name: string; readonly values: readonly string[] };
}

/**
 * All that the daemon counts, by the names Prometheus knows it by (without "popdesk_"): base units, `_total` for counters. A label has a
 * closed list of values, never an address.
 */
export const counted = {
  counted_seconds_total: { type: "counter", help: "Time in which the daemon ran and counted." },
  sessions_total: { type: "counter", help: "POP3 connections accepted." },
  session_ends_total: {
    type: "counter",
    help: "POP3 sessions that ended, by the reason.",
    label: { name: "reason", values: endReasons },
  },
  sign_ins_total: {
    type: "counter",
    help: "Sign-ins that opened a maildrop, by the version of TLS; none: in cleartext.",
    label: { name: "tls", values: tlsLabels },
  },
  sign_in_failures_total: {
    type: "counter",
    help: "Sign-ins that were refused, by the reason; in-use: another session held the lock.",
    label: { name: "reason", values: Object.keys(failureReasons) },
  },
  command_duration_seconds: {
    type: "histogram",
    help: "From a command to its answer, without deliberate delays and the time the client takes to read it.",
    label: { name: "command", values: commandKeywords },
  },
  command_errors_total: {
    type: "counter",
    help: "Commands answered -ERR.",
    label: { name: "command", values: commandKeywords },
  },
  retrieved_messages_total: { type: "counter", help: "Messages that RETR sent to their last octet." },
  retrieved_bytes_total: { type: "counter", help: "What these messages had in all." },
  removed_messages_total: {
    type: "counter",
    help: "Messages that clients removed: marked by DELE, committed by QUIT.",
  },
  removed_bytes_total: { type: "counter", help: "What these messages had in all." },
  delivered_messages_total: {
    type: "counter",
    help: "Messages delivered, once for each recipient, by the way they came.",
    label: { name: "via", values: deliveryWays },
  },
  delivered_bytes_total: {
    type: "counter",
    help: "What these messages had in all, as they came.",
    label: { name: "via", values: deliveryWays },
  },
  delivery_failures_total: {
    type: "counter",
    help: "Recipients refused by LMTP, by the reason.",
    label: { name: "reason", values: Object.keys(deliveryRefusals) },
  },
  worker_deaths_total: { type: "counter", help: "Worker processes of the daemon that died and were replaced." },
} as const satisfies Readonly<Record<string, Counted>>;
export type CountedName = keyof typeof counted;

/** The label of a metric and the values it may have; null: it has none. */
export function labelOf(name: CountedName): NonNullable<Counted["label"]> | null {
  const metric: Counted = counted[name];
  return metric.label ?? null;
}

/** What is looked at again and again, and kept as the highest of each span of time. `isShared`: the same on every node, else the nodes' sum. */
export const levels = {
  sessions: { help: "POP3 sessions at once.", isShared: false },
  locks: { help: "Maildrops that a session has locked.", isShared: true },
  messages: { help: "Messages in all maildrops.", isShared: true },
  stored_bytes: { help: "What these messages have in all.", isShared: true },
  recoverable_bytes: { help: "What was removed and can be brought back, in all.", isShared: true },
} as const satisfies Readonly<Record<string, { readonly help: string; readonly isShared: boolean }>>;
export type LevelName = keyof typeof levels;

/** Levels begin so: of these the highest is kept, of all others the sum. */
export const levelPrefix = "now/";

export const levelKey = (name: LevelName): string => `${levelPrefix}${name}`;

export const seriesKey = (name: CountedName, ...values: readonly string[]): string => [name, ...values].join("/");

/** Parts of a histogram, each of what lies above the part before; then the sum. */
export const histogramParts: readonly string[] = [...durationBounds.map(String), "+Inf", "sum"];

/** Of every counted series its key; its index is the series' place in a worker's counts. */
export const countedKeys: readonly string[] = Object.entries(counted as Readonly<Record<CountedName, Counted>>).flatMap(
  ([name, { type, label }]) =>
    (label?.values ?? [null]).flatMap((value) => {
      const key = seriesKey(name as CountedName, ...(value === null ? [] : [value]));
      return type === "histogram" ? histogramParts.map((part) => `${key}/${part}`) : [key];
    }),
);

const places = new Map(countedKeys.map((key, index) => [key, index]));

/** The place of a series in a worker's counts. */
export function placeOf(key: string): number {
  const place = places.get(key);
  if (place === undefined) throw new Error(`${key} is not counted`);
  return place;
}

/** The places of a label's values. */
export function placesOf<Value extends string>(
  name: CountedName,
  values: readonly Value[],
  part?: string,
): ReadonlyMap<string, number> {
  const rest = part === undefined ? [] : [part];
  return new Map(values.map((value) => [value, placeOf(seriesKey(name, value, ...rest))]));
}
