import type { SettingGroup } from "#server/setting/schema.ts";
import type { AskedSetting } from "./group-form.tsx";

export interface AskedGroup {
  title: string;
  description: string;
  submit: string;
  asked: readonly AskedSetting[];
}

/** The page of limits, subject by subject. */
export const askedGroups: Readonly<Record<SettingGroup, AskedGroup>> = {
  connections: {
    title: "Connections",
    description:
      "How many clients are served at once, over all listeners. Whoever comes beyond that is told to come again.",
    submit: "Save connections",
    asked: [
      { name: "maxConnections", label: "Mail programs in all", unit: "at once" },
      {
        name: "maxConnectionsPerAddress",
        label: "From one address",
        unit: "at once",
        description: "An office behind one router shares an address. This machine itself is spared.",
      },
      { name: "maxLmtpConnections", label: "Mail server, by LMTP", unit: "at once" },
      { name: "maxWebConnections", label: "Public web", unit: "at once" },
    ],
  },
  waiting: {
    title: "Waiting",
    description: "How long a silent or slow client is waited for. A session that ends so removes nothing.",
    submit: "Save times",
    asked: [
      {
        name: "autologoutSeconds",
        label: "Silence of a signed-in session",
        unit: "seconds",
        description: "Ten minutes at least, as POP3 demands. Until then the maildrop stays locked.",
      },
      { name: "signInSeconds", label: "Silence before signing in", unit: "seconds" },
      { name: "handshakeSeconds", label: "TLS handshake", unit: "seconds" },
      {
        name: "stallSeconds",
        label: "Nothing taken of a download",
        unit: "seconds",
        description: "A client that reads slowly is no trouble; one that stops reading is ended after this time.",
      },
      {
        name: "lockLeaseSeconds",
        label: "Silence of the daemon itself",
        unit: "seconds",
        description: "After that the page Locks says of its locks that they are stale. It speaks once a second.",
      },
    ],
  },
  commands: {
    title: "Mistakes and guesses",
    description: "What one connection may get wrong before it is closed.",
    submit: "Save mistakes and guesses",
    asked: [
      { name: "maxSignInFailures", label: "Refused sign-ins", unit: "a connection" },
      {
        name: "signInFailureDelayMs",
        label: "Delay of the first refusal",
        unit: "ms",
        description: "Twice as long with each further one.",
      },
      { name: "maxProtocolErrors", label: "Protocol errors in a row", unit: "errors" },
      {
        name: "maxLineOctets",
        label: "Longest command line",
        unit: "octets",
        description: "255 is what the standard asks for; long passwords want more.",
      },
      {
        name: "maxPipelinedOctets",
        label: "Commands sent ahead",
        unit: "octets",
        description: "What is read while a command is still being answered.",
      },
    ],
  },
  downloads: {
    title: "One account",
    description: "What an account may take. Leave a field empty for no limit.",
    submit: "Save limits of an account",
    asked: [
      { name: "maxMessagesPerHour", label: "Messages within an hour", unit: "messages", none: "no limit" },
      { name: "maxOctetsPerHour", label: "Octets within an hour", unit: "octets", none: "no limit" },
      {
        name: "loginDelaySeconds",
        label: "Between two sign-ins",
        unit: "seconds",
        none: "no delay",
        description: "Programs that poll more often are told [LOGIN-DELAY]. CAPA announces it.",
      },
    ],
  },
  mail: {
    title: "Mail",
    description: "What comes in, and how it is kept and given out.",
    submit: "Save mail",
    asked: [
      { name: "maxMessageOctets", label: "Largest message taken", unit: "octets" },
      {
        name: "bodyStore",
        label: "New messages are kept in",
        options: [
          { value: "segments", label: "Segments", description: "Large files, many messages each: fast, and stays so" },
          { value: "files", label: "Files", description: "One .eml a message, to be seen with ls" },
        ],
        description: "Messages there already stay where they are until popdesk store convert.",
      },
      {
        name: "utf8Mail",
        label: "UTF-8 in a header, for an older program",
        options: [
          { value: "serve", label: "Serve it as it is stored" },
          { value: "refuse", label: "Refuse it with [UTF8]" },
        ],
        description: "Concerns programs that did not say UTF8 (RFC 6856).",
      },
    ],
  },
  deletion: {
    title: "Deleted accounts",
    description: "How long a deleted account can be brought back, mail and all. Until then it takes up its room.",
    submit: "Save days",
    asked: [
      {
        name: "deletedAccountDays",
        label: "Can be restored for",
        unit: "days",
        description: "0: a deleted account is removed at once. A shorter time holds for those deleted already, too.",
      },
    ],
  },
  traces: {
    title: "Session history",
    description:
      "What mail programs say in their sessions, command by command, so that it can be explained afterwards. Passwords, tokens and mail are never part of it.",
    submit: "Save session history",
    asked: [
      {
        name: "recordsTraces",
        label: "Write conversations down",
        description: "Off: sessions are listed all the same, without what was said in them.",
      },
      {
        name: "tracesKeptDays",
        label: "Kept for",
        unit: "days",
        description: "Older ones are forgotten within the hour, also those that are here already.",
      },
    ],
  },
  metrics: {
    title: "Metrics",
    description:
      "What the daemon counts, minute by minute, for charts and monitoring systems. No address is part of it.",
    submit: "Save metrics",
    asked: [
      {
        name: "recordsMetrics",
        label: "Count what happens",
        description: "Off: charts have a gap, and /metrics has no counters.",
      },
    ],
  },
  receipts: {
    title: "Receipts of messages",
    description:
      "What the page Messages knows: how each message came, who downloaded it, what removed it, also when it is gone.",
    submit: "Save receipts",
    asked: [
      {
        name: "receiptDays",
        label: "Kept for",
        unit: "days",
        none: "not kept",
        description: "Empty: none are written. Those there already go when they are older than what stands here.",
      },
      {
        name: "receiptText",
        label: "With subject and sender",
        description:
          "They are the message's own text. Switched off, they are taken out of the receipts there are, too.",
      },
    ],
  },
  announced: {
    title: "What mail programs are told",
    description: "Answers of CAPA.",
    submit: "Save answers",
    asked: [
      {
        name: "expireDays",
        label: "EXPIRE",
        none: "says nothing",
        description: "Days mail is kept at least: a number, or NEVER where nothing is removed by itself.",
      },
      {
        name: "showImplementation",
        label: "Name this software",
        description: "IMPLEMENTATION, told only after sign-in.",
      },
    ],
  },
  signIn: {
    title: "Ways to sign in",
    description: "USER and PASS, PLAIN and LOGIN are there wherever the listener lets a password through.",
    submit: "Save ways to sign in",
    asked: [
      {
        name: "offersScram",
        label: "SCRAM-SHA-256",
        description:
          "The password itself never crosses the network. Each account can use it after its next ordinary sign-in or password change.",
      },
      {
        name: "oidcIssuer",
        label: "Issuer of tokens",
        none: "tokens are not taken",
        description:
          "OAUTHBEARER and XOAUTH2 with tokens this OpenID Connect issuer has signed, such as https://id.example.org.",
      },
      {
        name: "oidcAudience",
        label: "Audience of a token",
        none: "any",
        description: "Set it: otherwise tokens made for other services of the issuer are taken too.",
      },
      {
        name: "oidcAddressClaim",
        label: "Claim with the address",
        description: "Must equal the account's address.",
      },
    ],
  },
};
