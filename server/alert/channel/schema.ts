import { z } from "zod";
import { flag, oneRow, rowId } from "../../input/schema.ts";
import { severities, type Severity } from "../schema.ts";

export const channelKinds = ["email", "webhook", "ntfy"] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const smtpTlsModes = ["starttls", "implicit", "none"] as const;
export type SmtpTls = (typeof smtpTlsModes)[number];

/** Nothing that would end a line of a header or a command. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `This has at most ${most} characters.`)
    .regex(/^\P{Cc}*$/u, "No line breaks or other control characters here.");

const addressSentence = "An address such as postmaster@example.org, in ASCII.";
const address = z
  .string()
  .trim()
  .max(254, addressSentence)
  .regex(/^[\x21-\x7e]+@[A-Za-z0-9.[\]:-]+$/, addressSentence)
  .regex(/^[^<>,;"\\()]*$/, addressSentence);

const mostRecipients = 20;
const addresses = z
  .preprocess((value) => (Array.isArray(value) ? value.join(" ") : value), z.string().max(6_000))
  .transform((text) => [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ""))])
  .pipe(
    z
      .array(address)
      .min(1, "Who is to be told? Write at least one address.")
      .max(mostRecipients, `At most ${mostRecipients} addresses.`),
  );

const smtpHost = line(253).regex(
  /^(?:[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.?|[0-9A-Fa-f:.]+)$/u,
  "A host name such as mail.example.org, or an IP address.",
);

const port = z.coerce
  .number("A port is a number from 1 to 65535.")
  .int("A port is a whole number.")
  .min(1, "A port is a number from 1 to 65535.")
  .max(65_535, "A port is a number from 1 to 65535.");

const caPem = z
  .string()
  .trim()
  .max(256 * 1024, "This is too long for a few certificates.")
  .refine((text) => text === "" || text.includes("-----BEGIN CERTIFICATE-----"), {
    message: 'Paste certificates as PEM, which begin with "-----BEGIN CERTIFICATE-----", or leave it empty.',
  });

const webUrl = z
  .url({ protocol: /^https?$/, error: "An address that begins with https:// (or http://)." })
  .max(2_000)
  .refine((text) => !URL.canParse(text) || new URL(text).username === "", "No user name or password in the address.");

const emailFields = {
  kind: z.literal("email"),
  host: smtpHost,
  port: port.default(587),
  tls: z.enum(smtpTlsModes).default("starttls"),
  /** Certificates of authorities to trust instead of those this machine trusts. */
  caPem: caPem.default(""),
  /** Who signs in; empty: nobody does. */
  user: line(254).default(""),
  from: address,
  to: addresses,
};

const webhookFields = { kind: z.literal("webhook"), url: webUrl, caPem: caPem.default("") };

const ntfyFields = {
  kind: z.literal("ntfy"),
  url: webUrl.default("https://ntfy.sh"),
  topic: z
    .string()
    .trim()
    .regex(/^[-_A-Za-z0-9]{1,64}$/, "A topic has 1 to 64 letters, digits, hyphens and underscores."),
  caPem: caPem.default(""),
};

const emailSettings = z.object(emailFields);
const webhookSettings = z.object(webhookFields);
const ntfySettings = z.object(ntfyFields);
export type EmailSettings = Readonly<z.output<typeof emailSettings>>;
export type WebhookSettings = Readonly<z.output<typeof webhookSettings>>;
export type NtfySettings = Readonly<z.output<typeof ntfySettings>>;
export type ChannelSettings = EmailSettings | WebhookSettings | NtfySettings;

/** As the table keeps them, in JSON. */
export const channelSettings = z.discriminatedUnion("kind", [emailSettings, webhookSettings, ntfySettings]);

const common = {
  /** Absent: a new one. */
  id: rowId.optional().or(z.literal("").transform(() => undefined)),
  name: line(60).min(1, "What is it called?"),
  isEnabled: flag.default(true),
  leastSeverity: z.enum(severities).default("warning"),
  /** Password, key or token; empty or absent: the one that is kept. */
  secret: line(1_000).optional(),
};

export const channelChange = z.discriminatedUnion("kind", [
  z.object({ ...emailFields, ...common }),
  z.object({ ...webhookFields, ...common }),
  z.object({ ...ntfyFields, ...common }),
]);
export type ChannelChange = z.input<typeof channelChange>;
export type ParsedChannelChange = z.output<typeof channelChange>;

export const channelSwitch = z.object({ id: rowId, isEnabled: flag });
export const oneChannel = oneRow;

/** Without its secret. */
export interface ChannelView {
  readonly id: number;
  readonly name: string;
  readonly settings: ChannelSettings;
  readonly hasSecret: boolean;
  readonly isEnabled: boolean;
  readonly leastSeverity: Severity;
  /** The last that was delivered, and what could not be since. */
  readonly lastSentAt: Date | null;
  readonly lastAnswer: string;
  readonly waitingCount: number;
  /** Of the oldest that waits; null: none was tried yet, or none waits. */
  readonly trouble: string | null;
  readonly heldCount: number;
  readonly givenUpCount: number;
}

/** What the other side said to a test, word by word. */
export interface TestReport {
  readonly isGood: boolean;
  readonly answer: string;
  readonly tookMs: number;
}

/** Where a channel goes, in a few words: never a secret. */
export function targetOf(settings: ChannelSettings): string {
  switch (settings.kind) {
    case "email":
      return settings.to.join(", ");
    case "webhook":
      return settings.url;
    case "ntfy":
      return `${settings.url.replace(/\/+$/, "")}/${settings.topic}`;
  }
}
