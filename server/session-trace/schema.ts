import { z } from "zod";

/** Stands for what is not written down. */
export const hiddenArgument = "…";

const ms = z.number();
const count = z.int().min(0);

/** A line of the client and its answer; several of the same, one after the other, are one. */
const line = z.tuple([
  z.literal(1),
  ms,
  /** Keyword, or in lower case what else it was: "response", "unknown", "too-long". */
  z.string(),
  /** As text; a number is a place among the names; null: none. */
  z.union([z.string(), z.int(), z.null()]),
  /** First line of the answer; null: none was given. */
  z.string().nullable(),
  /** Octets of the answer; how long the client waited for all of it; how often the same was said, the last time when. */
  count,
  ms,
  count,
  ms,
]);

/** One command for many messages: keyword, how often, lowest and highest number, whether each in turn, octets, the last one when. */
const run = z.tuple([
  z.literal(2),
  ms,
  z.string(),
  count,
  count,
  count,
  z.union([z.literal(0), z.literal(1)]),
  count,
  ms,
]);

export const noteKinds = ["greeting", "tls", "time-limit", "kicked", "cut", "end"] as const;
export type NoteKind = (typeof noteKinds)[number];
const note = z.tuple([z.literal(3), ms, z.enum(noteKinds), z.string()]);

/** Entries left out because there were too many: how many commands, the last one when. */
const omitted = z.tuple([z.literal(4), ms, count, ms]);

export const packedEntry = z.union([line, run, note, omitted]);
export type PackedEntry = z.output<typeof packedEntry>;

/** Version, names (null: withheld, it may have been a password), entries. All instants in milliseconds since the session began. */
export const packedTrace = z.tuple([z.literal(1), z.array(z.string().nullable()), z.array(packedEntry)]);
export type PackedTrace = z.output<typeof packedTrace>;

export interface TraceLine {
  readonly kind: "line";
  readonly atMs: number;
  readonly word: string;
  readonly argument: string | null;
  /** Whether a name was said that is kept from view: it may be a password in the wrong field. */
  readonly isNameWithheld: boolean;
  readonly answer: string | null;
  readonly octets: number;
  readonly tookMs: number;
  readonly count: number;
  readonly lastAtMs: number;
}

export interface TraceRun {
  readonly kind: "run";
  readonly atMs: number;
  readonly word: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** Every number from `first` to `last`, once. */
  readonly isInTurn: boolean;
  readonly octets: number;
  readonly lastAtMs: number;
}

export interface TraceNote {
  readonly kind: "note";
  readonly atMs: number;
  readonly what: NoteKind;
  readonly detail: string;
}

export interface TraceGap {
  readonly kind: "omitted";
  readonly atMs: number;
  readonly count: number;
  readonly lastAtMs: number;
}

export type TraceEntry = TraceLine | TraceRun | TraceNote | TraceGap;

export { noteText, offsetText, runText, saidText, traceText } from "./trace-text.ts";
