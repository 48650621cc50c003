import { z } from "zod";
import { flag } from "../input/schema.ts";
import { isTimeZone } from "../input/time-zone.ts";
import { networkList } from "../network/schema.ts";
import { quotaMessages, quotaOctets, quotaThresholds } from "../quota/fields.ts";
import { tlsProfiles, tlsVersions } from "../tls/schema.ts";

const hostname = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Type the name under which mail programs reach this server.")
  .max(253, "A host name has at most 253 characters.")
  .regex(
    /^(?!-)[\p{L}\p{N}-]{1,63}(?<!-)(\.(?!-)[\p{L}\p{N}-]{1,63}(?<!-))*$/u,
    "A host name is made of letters, digits and hyphens, with dots between, such as mail.example.org.",
  );

/** A whole number within bounds; a form sends text. */
function whole(from: number, to: number, unit: string) {
  const sentence = `A whole number of ${unit} from ${from} to ${to}.`;
  return z.coerce.number(sentence).int(sentence).min(from, sentence).max(to, sentence);
}

/** Nothing typed is no limit. */
function orNone<T extends z.ZodType>(field: T) {
  return z.union([z.null(), z.literal("").transform(() => null), z.literal("none").transform(() => null), field]);
}

const issuerUrl = z
  .url({ protocol: /^https?$/, error: "The address of an issuer begins with https://." })
  .max(500)
  .refine((text) => text.startsWith("https:") || isLoopbackUrl(text), {
    message: "The address of an issuer begins with https://; plain http is for this machine itself.",
  });

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && ["localhost", "127.0.0.1", "[::1]"].includes(new URL(text).hostname);
}

const timeOfDay = z
  .string()
  .trim()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/, "A time such as 03:30, or nothing.");

const hour = 3_600;

/** Every setting there is, by its name in the table. */
export const settingFields = {
  /** Named in the greeting, in the certificate and in the settings for mail programs. */
  hostname,
  /** Accounts of this domain may sign in with the local part alone; null: the full address, always. */
  defaultDomain: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .nullable()
    .transform((name) => name || null),

  /** Connections of mail programs in all, over every listener and worker. */
  maxConnections: whole(10, 1_000_000, "connections"),
  /** Of one address; this machine itself is spared. */
  maxConnectionsPerAddress: whole(1, 1_000_000, "connections"),
  /** Connections of the MTA by LMTP. */
  maxLmtpConnections: whole(1, 10_000, "connections"),
  /** Connections to the public web listener, in all. */
  maxWebConnections: whole(1, 10_000, "connections"),
  /** Silence after which a signed-in session is ended: ten minutes at least (RFC 1939 §3). */
  autologoutSeconds: whole(600, 24 * hour, "seconds"),
  /** The same before sign-in. */
  signInSeconds: whole(5, 600, "seconds"),
  handshakeSeconds: whole(2, 300, "seconds"),
  /** How long a client may take nothing of what is being sent to it. */
  stallSeconds: whole(5, hour, "seconds"),
  /** Silence after which a node counts as gone, and its locks as stale. It speaks once a second. */
  lockLeaseSeconds: whole(5, 300, "seconds"),
  /** Pipelined octets taken in while a command is being answered. */
  maxPipelinedOctets: whole(1_024, 16 * 1024 * 1024, "octets"),
  /** Longest command line, CRLF counted; RFC 2449 §4 asks for 255. */
  maxLineOctets: whole(255, 8_192, "octets"),
  /** Protocol errors in a row after which a session is closed. */
  maxProtocolErrors: whole(1, 1_000, "errors"),
  maxSignInFailures: whole(1, 100, "refused sign-ins"),
  /** Before the first refused sign-in of a connection is answered; doubles with each further one. */
  signInFailureDelayMs: whole(0, 10_000, "milliseconds"),
  /** What one account may download within an hour; null: as much as it likes. */
  maxMessagesPerHour: orNone(whole(1, 1_000_000_000, "messages")),
  maxOctetsPerHour: orNone(whole(1, Number.MAX_SAFE_INTEGER, "octets")),
  /** Largest message taken by LMTP. */
  maxMessageOctets: whole(64 * 1024, 1024 * 1024 * 1024, "octets"),

  /** What a new account may hold where its domain says nothing else; null: as much as comes. */
  accountQuotaOctets: quotaOctets,
  accountQuotaMessages: quotaMessages,
  /** What the sender's server is told of a full maildrop: "later" is 452 4.2.2, "refuse" 552 5.2.2. */
  overQuota: z.enum(["later", "refuse"], 'Either "later" or "refuse".'),
  /** Percents of a quota at which an alert is recorded, such as "80, 95, 100"; empty: none. */
  quotaThresholds,

  /** Time of day, in the zone of the machine, at which retention rules are carried out; empty: only by hand. */
  retentionTime: timeOfDay,
  /** A run that would remove more than this share of all messages asks first; null: it never does for that. */
  retentionServerPercent: orNone(whole(1, 100, "percent")),
  /** The same of one domain's messages, and of one account's. */
  retentionDomainPercent: orNone(whole(1, 100, "percent")),
  retentionAccountPercent: orNone(whole(1, 100, "percent")),

  /** EXPIRE of CAPA (RFC 2449 §6.7): days mail is kept at least; "NEVER"; null: nothing is said. */
  expireDays: z.union([z.literal("NEVER"), orNone(whole(0, 36_500, "days"))]),
  /** Least time between two sign-ins to an account, LOGIN-DELAY of CAPA (RFC 2449 §6.5); null: none. */
  loginDelaySeconds: orNone(whole(1, 24 * hour, "seconds")),
  /** Whether CAPA tells the name of this software, after sign-in (RFC 2449 §6.9). */
  showImplementation: flag,
  /** Whether SCRAM is offered, and its verifiers are kept. */
  offersScram: flag,
  /** What a client that is not in UTF8 mode gets of mail with UTF-8 in its header (RFC 6856 §2): the stored form, or a refusal. */
  utf8Mail: z.enum(["serve", "refuse"], 'Either "serve" or "refuse".'),

  /** Who signs the tokens of OAUTHBEARER and XOAUTH2; null: these are not offered. */
  oidcIssuer: orNone(issuerUrl),
  /** The audience a token must be meant for; null: any. */
  oidcAudience: orNone(z.string().trim().min(1).max(200)),
  /** The claim that holds the account's address. */
  oidcAddressClaim: z.string().trim().min(1).max(60),

  /** Where mail programs send mail, for the files that set them up: the mail server beside us. Null: this server's host name. */
  submissionHost: orNone(hostname),
  submissionPort: z.coerce
    .number("A port is a number from 1 to 65535.")
    .int("A port is a whole number.")
    .min(1, "A port is a number from 1 to 65535.")
    .max(65_535, "A port is a number from 1 to 65535."),
  submissionTls: z.enum(["starttls", "implicit"], 'Either "starttls" or "implicit".'),
  /** Whether a browser that comes to the public web listener is sent on to the console. */
  redirectsToConsole: flag,
  /** Mozilla's configuration of ciphers (server/tls/profiles.ts) for every TLS server of this installation. */
  tlsProfile: z.enum(tlsProfiles, 'Either "intermediate" or "modern".'),
  /** The least version of TLS, but for listeners with the legacy switch; "modern" is TLS 1.3 whatever stands here. */
  tlsMinVersion: z.enum(tlsVersions, 'Either "TLSv1.2" or "TLSv1.3".'),
  /** Whether who guesses passwords has to wait (server/protection). */
  throttlesGuesses: flag,
  /** Wrong passwords from one network for one address that cost nothing; from one network for any. */
  freeGuesses: whole(1, 1_000, "wrong passwords"),
  freeGuessesPerNetwork: whole(2, 100_000, "wrong passwords"),
  /** How long the first attempt beyond that waits; twice as long with each, up to the longest. */
  guessDelaySeconds: whole(1, hour, "seconds"),
  longestGuessDelayMinutes: whole(1, 24 * 60, "minutes"),
  /** After each so long one wrong password is forgotten. */
  guessForgottenMinutes: whole(1, 7 * 24 * 60, "minutes"),
  /** How long a network is known from where somebody signed in rightly. */
  knownNetworkDays: whole(1, 365, "days"),
  /** Whether networks that go on are kept out for a while. */
  blocksGuessers: flag,
  blockAfterRefusals: whole(5, 100_000, "refused sign-ins"),
  blockWithinMinutes: whole(1, 24 * 60, "minutes"),
  /** How long the first block lasts; twice as long with each further one, up to the longest. */
  blockMinutes: whole(1, 30 * 24 * 60, "minutes"),
  longestBlockDays: whole(1, 3_650, "days"),
  /** How much of an address tells one guesser from another. */
  guesserIpv4Bits: whole(16, 32, "bits"),
  guesserIpv6Bits: whole(32, 128, "bits"),

  /** Whether what is said in sessions is written down (never a secret), and how long that is kept. */
  recordsTraces: flag,
  tracesKeptDays: whole(1, 3_650, "days"),
  /** Whether what happens is counted, for the page Metrics and for monitoring systems. */
  recordsMetrics: flag,
  /** Who may read /metrics: nobody; programs on this machine; or who shows the token, from `metricsNetworks`. */
  metricsAccess: z.enum(["off", "machine", "token"], 'One of "off", "machine" or "token".'),
  /** Networks (CIDR, a comma between) from which the token counts; empty: from everywhere. */
  metricsNetworks: networkList(),
  /** How long a deleted account can be restored; 0: not at all. */
  deletedAccountDays: whole(0, 3_650, "days"),

  /** How long it is known of a message how it came and what became of it, also when it is gone; null: receipts are not kept. */
  receiptDays: orNone(whole(1, 3_650, "days")),
  /** Whether receipts hold subject and sender, which are the message's own text. */
  receiptText: flag,

  /** How long lines of mail logs are kept, by their own time; null: as long as there is room. */
  mailLogDays: orNone(whole(1, 3_650, "days")),
  /** Room that lines of mail logs may take on the disk, in MB, about; the oldest go first. Null: as much as they need. */
  mailLogMegabytes: orNone(whole(10, 100_000_000, "MB")),

  /** Quiet hours of alerts: times of day; both empty: there are none. Across midnight where the end is the earlier one. */
  alertQuietFrom: timeOfDay,
  alertQuietTo: timeOfDay,
  /** Days on which quiet hours begin: digits from 1 (Monday) to 7 (Sunday). */
  alertQuietDays: z
    .preprocess((value) => (Array.isArray(value) ? value.join("") : value), z.string())
    .refine(
      (text) => /^[1-7]*$/.test(text) && new Set(text).size === text.length,
      "Days from 1 (Monday) to 7 (Sunday).",
    )
    .transform((text) => [...text].sort().join("")),
  /** The zone these times are meant in; empty: that of the machine. */
  alertTimeZone: z.string().trim().max(60).refine(isTimeZone, "A zone such as Europe/Vienna, or nothing."),
  /** How often it is told again of what is still wrong; null: never. */
  alertRemindHours: orNone(whole(1, 720, "hours")),
  /** How long a message is tried that cannot be delivered. */
  alertGiveUpHours: whole(1, 168, "hours"),

  /** How new message bodies are kept; those there already stay as they are until "popdesk store convert". */
  bodyStore: z.enum(["segments", "files"], 'Either "segments" or "files".'),
} as const;

export type Settings = { readonly [Name in keyof typeof settingFields]: z.output<(typeof settingFields)[Name]> };

/** What holds until an administrator chooses otherwise. The host name is the machine's. */
export const defaultSettings: Omit<Settings, "hostname"> = {
  defaultDomain: null,
  maxConnections: 20_000,
  maxConnectionsPerAddress: 100,
  maxLmtpConnections: 200,
  maxWebConnections: 200,
  autologoutSeconds: 600,
  signInSeconds: 60,
  handshakeSeconds: 30,
  stallSeconds: 60,
  lockLeaseSeconds: 10,
  maxPipelinedOctets: 64 * 1024,
  maxLineOctets: 512,
  maxProtocolErrors: 10,
  maxSignInFailures: 5,
  signInFailureDelayMs: 500,
  maxMessagesPerHour: null,
  maxOctetsPerHour: null,
  maxMessageOctets: 100 * 1024 * 1024,
  accountQuotaOctets: null,
  accountQuotaMessages: null,
  overQuota: "later",
  quotaThresholds: "80, 95, 100",
  retentionTime: "03:30",
  retentionServerPercent: 20,
  retentionDomainPercent: 50,
  retentionAccountPercent: null,
  expireDays: "NEVER",
  loginDelaySeconds: null,
  showImplementation: true,
  offersScram: true,
  utf8Mail: "serve",
  oidcIssuer: null,
  oidcAudience: null,
  oidcAddressClaim: "email",
  submissionHost: null,
  submissionPort: 587,
  submissionTls: "starttls",
  redirectsToConsole: false,
  tlsProfile: "intermediate",
  tlsMinVersion: "TLSv1.2",
  throttlesGuesses: true,
  freeGuesses: 5,
  freeGuessesPerNetwork: 20,
  guessDelaySeconds: 2,
  longestGuessDelayMinutes: 60,
  guessForgottenMinutes: 30,
  knownNetworkDays: 30,
  blocksGuessers: true,
  blockAfterRefusals: 50,
  blockWithinMinutes: 60,
  blockMinutes: 60,
  longestBlockDays: 30,
  guesserIpv4Bits: 32,
  guesserIpv6Bits: 64,
  recordsTraces: true,
  tracesKeptDays: 30,
  recordsMetrics: true,
  metricsAccess: "off",
  metricsNetworks: "",
  deletedAccountDays: 30,
  receiptDays: 365,
  receiptText: true,
  mailLogDays: 90,
  mailLogMegabytes: 10_000,
  alertQuietFrom: "",
  alertQuietTo: "",
  alertQuietDays: "1234567",
  alertTimeZone: "",
  alertRemindHours: 24,
  alertGiveUpHours: 24,
  bodyStore: "segments",
};

export const settingsChange = z.object(settingFields).partial();
export type SettingsChange = z.input<typeof settingsChange>;

/** The forms of the console: what belongs together is saved together. */
export const hostnameChange = z.object({ hostname });
export const submissionChange = z.object({
  submissionHost: settingFields.submissionHost,
  submissionPort: settingFields.submissionPort,
  submissionTls: settingFields.submissionTls,
});
export const publicWebChange = z.object({ redirectsToConsole: settingFields.redirectsToConsole });
export const defaultDomainChange = z.object({ defaultDomain: settingFields.defaultDomain });

export const metricsAccessChange = z.object({
  metricsAccess: settingFields.metricsAccess,
  metricsNetworks: settingFields.metricsNetworks,
});

export const mailLogChange = z.object({
  mailLogDays: settingFields.mailLogDays,
  mailLogMegabytes: settingFields.mailLogMegabytes,
});

export const tlsPolicyChange = z.object({
  tlsProfile: settingFields.tlsProfile,
  tlsMinVersion: settingFields.tlsMinVersion,
});

export const settingGroups = {
  connections: ["maxConnections", "maxConnectionsPerAddress", "maxLmtpConnections", "maxWebConnections"],
  waiting: ["autologoutSeconds", "signInSeconds", "handshakeSeconds", "stallSeconds", "lockLeaseSeconds"],
  commands: ["maxSignInFailures", "signInFailureDelayMs", "maxProtocolErrors", "maxLineOctets", "maxPipelinedOctets"],
  downloads: ["maxMessagesPerHour", "maxOctetsPerHour", "loginDelaySeconds"],
  mail: ["maxMessageOctets", "bodyStore", "utf8Mail"],
  deletion: ["deletedAccountDays"],
  traces: ["recordsTraces", "tracesKeptDays"],
  metrics: ["recordsMetrics"],
  receipts: ["receiptDays", "receiptText"],
  announced: ["expireDays", "showImplementation"],
  signIn: ["offersScram", "oidcIssuer", "oidcAudience", "oidcAddressClaim"],
} as const satisfies Readonly<Record<string, readonly (keyof Settings)[]>>;

export type SettingGroup = keyof typeof settingGroups;

/** What is for the group of a form alone. */
export const settingGroupChanges = {
  connections: settingsChange.pick(mask(settingGroups.connections)),
  waiting: settingsChange.pick(mask(settingGroups.waiting)),
  commands: settingsChange.pick(mask(settingGroups.commands)),
  downloads: settingsChange.pick(mask(settingGroups.downloads)),
  mail: settingsChange.pick(mask(settingGroups.mail)),
  deletion: settingsChange.pick(mask(settingGroups.deletion)),
  traces: settingsChange.pick(mask(settingGroups.traces)),
  metrics: settingsChange.pick(mask(settingGroups.metrics)),
  receipts: settingsChange.pick(mask(settingGroups.receipts)),
  announced: settingsChange.pick(mask(settingGroups.announced)),
  signIn: settingsChange.pick(mask(settingGroups.signIn)),
} satisfies Record<SettingGroup, z.ZodType>;

function mask<Name extends keyof Settings>(names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
}
