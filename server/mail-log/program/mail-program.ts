import type { Entry } from "../entry.ts";
import type { Row } from "../pattern/row.ts";

/** A program that writes into mail logs. */
export interface MailProgram {
  readonly name: string;
  /** All its shapes of lines, each with a sample. */
  readonly rows: readonly Row[];
  /** Reads `entry.message` into the other fields. Null where nothing fits; what is sure all the same (whose session it is) stays filled. */
  read(entry: Entry): Row | null;
}
