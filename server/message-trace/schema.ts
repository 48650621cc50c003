import { z } from "zod";
import type { LogRow, MessageOfLine } from "../log-search/schema.ts";
import type { LifeEvent, MessageLife } from "../receipt/schema.ts";

/** Without angle brackets; no name holds a control character. Nonsense counts as not given. */
const name = z
  .string()
  .trim()
  .transform((text) => text.replace(/^<(.*)>$/, "$1"))
  .pipe(
    z
      .string()
      .max(500)
      .regex(/^\P{Cc}*$/u),
  )
  .catch("");

/** Which message is meant, as an address bar has it: by its queue id, its Message-ID, an address, or (`what`) any of these. */
export const traceQuestion = z.object({
  what: name.default(""),
  queueId: name.default(""),
  messageId: name.default(""),
  address: name.default(""),
  /** About when, in milliseconds since 1970: queue ids come again. */
  at: z.coerce.number().int().min(0).max(8.64e15).optional().catch(undefined),
});
export type TraceQuestion = z.output<typeof traceQuestion>;

/** Something that happened to a message: a line of a log, or what Popdesk itself knows. */
export type TraceEvent =
  | { readonly kind: "line"; readonly atMs: number; readonly row: LogRow }
  | { readonly kind: "life"; readonly atMs: number; readonly event: LifeEvent; readonly life: MessageLife };

/** What became of it for one recipient. */
export interface TraceRecipient {
  readonly address: string;
  /** "here": in a maildrop of Popdesk; "passed-on": another server or program took it. */
  readonly state: "here" | "passed-on" | "deferred" | "failed" | "unknown";
  readonly attemptCount: number;
  /** Of the last attempt, in the program's words. */
  readonly reason: string;
  readonly message: MessageOfLine | null;
  readonly downloadCount: number;
}

/** The way of one message. */
export interface MessageTrace {
  readonly queueIds: readonly string[];
  readonly messageIds: readonly string[];
  /** Null where no line says it; empty: a report. */
  readonly sender: string | null;
  readonly recipients: readonly TraceRecipient[];
  /** In order of time. */
  readonly events: readonly TraceEvent[];
  /** What is not known, each with the likely reason. */
  readonly missing: readonly string[];
  /** There are more lines than were read. */
  readonly isCut: boolean;
}

/** One of several messages that an address has to do with. */
export interface TraceCandidate {
  readonly atMs: number;
  readonly sender: string | null;
  readonly recipients: readonly string[];
  readonly subject: string;
  /** What to ask with. */
  readonly queueId: string;
  readonly messageId: string;
  /** Of the last thing that is known. */
  readonly state: string;
}
