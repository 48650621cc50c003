import type { Load, LoadResult, RunningLoad } from "../load.ts";
import type { Sizes } from "../messages.ts";
import type { MailServer } from "../servers/mail-server.ts";

/** What a figure must reach. A ratio says how many times better Popdesk is, whichever direction is better. */
export type Target =
  | { readonly ratioAtLeast: number }
  /** Popdesk's own figure. */
  | { readonly atMost: number }
  | { readonly atLeast: number };

export interface Figure {
  /** Of `Measured`. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "more" | "less" | "neither";
  readonly target?: Target;
}

/** What one round gave, by the figures' keys. */
export type Measured = Readonly<Record<string, number>>;

/** What was asked for. */
export interface Effort {
  /** A look, not a measurement: less mail will do. */
  readonly isQuick: boolean;
  readonly rounds: number;
  /** How long a timed load lasts. */
  readonly seconds: number;
}

/** What a row works with in one round. */
export interface Bench extends Effort {
  /** Counted from 0. */
  readonly round: number;
  /** A folder of this server's row. */
  readonly directory: string;
  run(load: Load): Promise<LoadResult>;
  begin(load: Load): RunningLoad;
  /** Runs a load and gives its rate as well as the server's CPU for each unit. `unitsEach`: units of the figure in one of the script. */
  measure(server: MailServer, load: Load, unitsEach?: number): Promise<Rates>;
  /** A file of messages for LMTP. */
  messageFile(sizes: Sizes): string;
}

export interface Rates extends LoadResult {
  /** Units a second. */
  readonly rate: number;
  /** Of the server for a unit, microseconds. */
  readonly cpuUs: number;
  /** The generator's, of one core. */
  readonly generatorShare: number;
}

/** One line of the table, or of a growth table. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Processes of Popdesk; 1 unless it says otherwise. */
  readonly workers?: number;
  readonly needsTls?: boolean;
  /** In place of the usual number. */
  readonly rounds?: (effort: Effort) => number;
  /** How rounds become one figure: their median unless it says otherwise. */
  readonly summary?: (rounds: readonly Measured[]) => Measured;
  /** Before the first round, once for each server. */
  prepare(server: MailServer, bench: Bench): Promise<void>;
  round(server: MailServer, bench: Bench): Promise<Measured>;
}
