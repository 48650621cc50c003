import type { Actor } from "../audit/append-audit.ts";
import type { Store } from "../store.ts";

/** Something that is not as it should be. */
export type Finding =
  /** A row whose body is gone or of another size. Never repaired by removing the row: a backup may have the body. */
  | {
      readonly kind: "body-missing" | "body-damaged";
      readonly address: string;
      readonly uniqueId: string;
      readonly place: string;
      readonly octets: number;
      /** Octets there are; null where there is no body. */
      readonly found: number | null;
      /** What is wrong with one of the right size, where all of it was read. */
      readonly problem: string | null;
    }
  /** A body that no row knows. Repaired by moving it to `orphans` in the data directory. */
  | { readonly kind: "orphan-body"; readonly place: string; readonly octets: number; readonly isRepaired: boolean }
  /** A body of a message that has another one: a conversion was broken off. Repaired by taking it away. */
  | { readonly kind: "needless-copy"; readonly place: string; readonly octets: number; readonly isRepaired: boolean }
  /** Counters of an account that its messages do not add up to. Repaired by counting. */
  | {
      readonly kind: "counters-off";
      readonly address: string;
      readonly messageCount: number;
      readonly octets: number;
      readonly countedMessages: number;
      readonly countedOctets: number;
      /** The same of what was removed and can be brought back. */
      readonly recoverable: {
        readonly messageCount: number;
        readonly octets: number;
        readonly countedMessages: number;
        readonly countedOctets: number;
      };
      readonly isRepaired: boolean;
    };

export interface CheckProgress {
  readonly step: "counters" | "bodies" | "orphans";
  /** Accounts, messages or bodies looked at in this step. */
  readonly done: number;
  /** How many there will be, as far as it is known. */
  readonly total: number | null;
}

/** What each step of a check works with. */
export interface CheckPass {
  readonly store: Store;
  readonly repair: boolean;
  readonly actor: Actor;
  readonly graceMs: number;
  /** Whether bodies are read from the first octet to the last, and their checksums compared. */
  readonly readsBodies: boolean;
  /** When aborted, the page under way is the last. */
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: CheckProgress) => void;
  readonly onFinding: (finding: Finding) => void;
}
