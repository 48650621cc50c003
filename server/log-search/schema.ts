import type { LogExplanation } from "../log-knowledge/schema.ts";
import type { LineFields } from "../mail-log/schema.ts";

export {
  absent,
  canBeAbsent,
  fieldLabels,
  type FilterField,
  filterFields,
  isNumberField,
  fieldValue,
} from "./fields.ts";
export {
  conditionText,
  type FieldCondition,
  type FilterProblem,
  type FilterQuery,
  filterParams,
  isFiltered,
  type LogFilter,
  type LogSpan,
  logSpans,
  noFilter,
  type ReadFilter,
  rangeOfFilter,
  readLogFilter,
  withoutValue,
  withValue,
} from "./filter.ts";
export { type LogPaging, logKey, readPaging } from "./cursor.ts";

/** A stored line. Travels as JSON: instants are milliseconds since 1970. */
export interface LogRow {
  readonly id: number;
  readonly atMs: number;
  readonly sourceId: number;
  readonly fileId: number;
  readonly fields: Omit<LineFields, "time">;
  /** As it was written; of a very long line the beginning. */
  readonly raw: string;
  /** Octets of it that were not kept. */
  readonly cutOctets: number;
}

export interface LogPage {
  /** Newest first. */
  readonly rows: readonly LogRow[];
  /** Whether there may be newer ones. */
  readonly hasNewer: boolean;
  /** Older ones are those before this id; null: there are none. */
  readonly olderBefore: number | null;
  /** So many lines were looked through that looking stopped: whether there are older ones that match is not known. */
  readonly isStopped: boolean;
}

/** Lines over time, all with the same steps. */
export interface LogHistogram {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
  /** The last step is not over yet. */
  readonly isOpen: boolean;
  /** By result ("": none), or all that match ("matching"). Null where no line of any kind is stored, or where it was not counted. */
  readonly lines: readonly { readonly result: string; readonly values: readonly (number | null)[] }[];
  /** Earlier steps were not counted: there are too many lines to look through. */
  readonly countedFromMs: number;
}

/** Lines that belong together, in the order of time; a line may stand in several of the lists. */
export interface LogContext {
  /** Of the same file, this line among them. */
  readonly around: readonly LogRow[];
  readonly session: readonly LogRow[];
  readonly queue: readonly LogRow[];
  readonly message: readonly LogRow[];
  /** One of the lists has more than were read. */
  readonly isCut: boolean;
}

/** A message of a maildrop that a line is about. */
export interface MessageOfLine {
  readonly accountId: number;
  readonly sequence: number;
  readonly address: string;
}

/** What of this installation a line is about; null and empty where it is about nothing of it. */
export interface LogActs {
  readonly account: { readonly id: number; readonly address: string } | null;
  readonly network: {
    readonly address: string;
    /** Whether mail programs from there are refused now. */
    readonly isKeptOut: boolean;
    /** The rule that decides, and the block that is in force. */
    readonly rule: { readonly id: number; readonly network: string; readonly kind: "allow" | "deny" } | null;
    readonly block: { readonly id: number; readonly network: string } | null;
  } | null;
  /** A POP3 session that is known here. */
  readonly sessionId: string | null;
  readonly messages: readonly MessageOfLine[];
}

/** A line, opened. */
export interface LogDetail {
  readonly row: LogRow;
  /** Name of its source; empty where that is gone. */
  readonly sourceName: string;
  readonly acts: LogActs;
  /** Null where nothing is known of such a line. */
  readonly explanation: LogExplanation | null;
}

/** Lines that have come, newest first. */
export interface TailNews {
  readonly rows: readonly LogRow[];
  /** There were more than these. */
  readonly isCut: boolean;
}

export interface SourceTrouble {
  readonly sourceId: number;
  readonly name: string;
  /** A sentence, and the command that mends it (empty: none). */
  readonly trouble: string;
  readonly remedy: string;
}

export interface SourcesOfPage {
  readonly sources: readonly { readonly id: number; readonly name: string }[];
  /** Whether any is switched on. */
  readonly hasEnabled: boolean;
  readonly troubles: readonly SourceTrouble[];
}
