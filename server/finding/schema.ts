import { z } from "zod";
import { listPage, oneRow, rowId } from "../input/schema.ts";

/** What mail programs do that costs mail, or too much of everything. */
export const findingKinds = [
  "dropped-before-quit",
  "downloads-again",
  "never-removes",
  "two-programs",
  "polls-too-often",
] as const;
export type FindingKind = (typeof findingKinds)[number];

const program = z.object({
  remoteAddress: z.string(),
  /** Fingerprint; null: none was taken. */
  client: z.string().nullable(),
  sessions: z.int(),
  retrieved: z.int(),
  removed: z.int(),
});
export type ProgramSeen = z.output<typeof program>;

/** What was seen, by the kind of finding. */
export const evidence = {
  /** Ghost messages: marked and never removed, since the program left without QUIT. */
  "dropped-before-quit": z.object({
    sessions: z.int(),
    /** In the session that marked most. */
    marked: z.int(),
    /** How they ended, and how often. */
    ends: z.record(z.string(), z.int()),
    lastSessionId: z.string(),
    remoteAddress: z.string(),
    client: z.string().nullable(),
  }),
  "downloads-again": z.object({
    sessions: z.int(),
    /** Messages that one program downloaded at least so many times. */
    messages: z.int(),
    times: z.int(),
    /** All that these sessions were sent. */
    octets: z.number(),
    lastSessionId: z.string(),
    remoteAddress: z.string(),
    client: z.string().nullable(),
  }),
  "never-removes": z.object({
    /** Downloaded longer ago than so many days. */
    messages: z.int(),
    octets: z.number(),
    days: z.int(),
    oldestAt: z.number(),
  }),
  "two-programs": z.object({
    programs: z.array(program),
    /** Messages that one removed before another had them. */
    missed: z.int(),
    /** Sign-ins refused because the other had the maildrop open. */
    refused: z.int(),
  }),
  "polls-too-often": z.object({
    signIns: z.int(),
    /** Between two of them, as a rule. */
    everySeconds: z.number(),
    remoteAddress: z.string(),
    client: z.string().nullable(),
  }),
} as const satisfies Readonly<Record<FindingKind, z.ZodType>>;

export type Evidence<Kind extends FindingKind> = z.output<(typeof evidence)[Kind]>;

/** A finding of one kind, with what was seen. */
export type Seen = { [Kind in FindingKind]: { readonly kind: Kind; readonly evidence: Evidence<Kind> } }[FindingKind];

export type FindingView = Seen & {
  readonly id: number;
  readonly accountId: number;
  readonly address: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** When it was gone by itself; null while it holds. */
  readonly endedAt: Date | null;
};

export const findingList = listPage.extend({
  kind: z.enum(["all", ...findingKinds]).catch("all"),
  state: z.enum(["open", "ended"]).catch("open"),
  accountId: rowId.optional().catch(undefined),
});
export type FindingList = z.output<typeof findingList>;

export const findingFix = oneRow;

/** Seconds between two sign-ins that the fix of a finding asks for. */
export const fixingDelays = { "polls-too-often": 60, "downloads-again": 300 } as const satisfies Partial<
  Record<FindingKind, number>
>;

/** What the fix by a retention rule suggests; it is saved on the page Retention, where its effect stands beside it. */
export const fixingRules = {
  "dropped-before-quit": { removeAfterDownloadDays: "7" },
  "downloads-again": { removeAfterDownloadDays: "1" },
  "never-removes": { removeAfterDownloadDays: "30" },
  "two-programs": { onDele: "keep" },
} as const satisfies Partial<Record<FindingKind, Readonly<Record<string, string>>>>;
