import { z } from "zod";
import type { EventName } from "../mail-log/schema.ts";

/** What explanations are told apart by on their page, in its order. */
export const topics = {
  answers: "What Popdesk answers (-ERR)",
  "sign-in": "Signing in",
  tls: "TLS",
  sessions: "Sessions and how they end",
  limits: "Limits",
  delivery: "Delivery and the queue",
  storage: "Disk, folders and databases",
} as const;
export type Topic = keyof typeof topics;

/** Where something can be done about it; what it is about comes from the line. */
export const places = {
  "explain-sign-in": "Explain this sign-in",
  account: "Open the account",
  accounts: "Open accounts",
  listeners: "Open listeners",
  certificates: "Open certificates",
  protection: "Open sign-in protection",
  limits: "Open limits",
  quotas: "Open quotas",
  retention: "Open retention",
  locks: "Open locks",
  sessions: "See live sessions",
  history: "See past sessions",
  findings: "See findings",
  messages: "Look for the message",
  domains: "Open domains",
  diagnostics: "Run diagnostics",
} as const;
export type PlaceName = keyof typeof places;

/**
 * Lines that are explained so: all that is given must fit. Patterns (see mail-log/pattern) are held against the whole of the reason, which a program
 * wrote; "{}" stands for any text. A reason in which strangers may write (another server's answer) is only matched from its beginning.
 */
export interface Match {
  /** How the program's name begins; absent: any program. */
  readonly programs?: readonly string[];
  readonly events?: readonly EventName[];
  /** How the enhanced status code begins. */
  readonly dsn?: readonly string[];
  readonly says?: readonly string[];
}

/** One thing that stands in logs, explained to whoever looks after the mail. */
export interface Knowledge {
  /** Stable: addresses and documents point to it. */
  readonly name: string;
  readonly topic: Topic;
  readonly title: string;
  readonly meaning: string;
  /** The likeliest first. */
  readonly causes: readonly string[];
  /** What to look at or do, in order. */
  readonly checks: readonly string[];
  readonly places: readonly PlaceName[];
  /** Texts of `-ERR` that are explained so, behind its response code. */
  readonly answers?: readonly string[];
  readonly matches?: readonly Match[];
  /** Lines of real programs, with example addresses, or answers ("-ERR …"): each is tried by a test. */
  readonly samples: readonly string[];
}

/** Where to go for one line. */
export interface Way {
  readonly place: PlaceName;
  readonly label: string;
  readonly href: string;
}

/** What a page or command shows beside a line. */
export interface LogExplanation {
  readonly name: string;
  readonly topic: Topic;
  readonly title: string;
  readonly meaning: string;
  readonly causes: readonly string[];
  readonly checks: readonly string[];
  readonly ways: readonly Way[];
}

/** What the list of explanations is searched by. */
export const knowledgeFilter = z.object({
  search: z.string().trim().max(200).catch("").default(""),
});
