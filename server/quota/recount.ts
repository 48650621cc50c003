import type { Actor } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { checkCounters, type Counted } from "../maildrop/check-counters.ts";
import type { CheckProgress, Finding } from "../maildrop/finding.ts";
import type { Store } from "../store.ts";

export type CountersOff = Extract<Finding, { kind: "counters-off" }>;

export interface RecountOptions {
  /** Puts right what differs, and writes that to the audit. */
  readonly repair: boolean;
  readonly actor: Actor;
  /** When aborted, the page under way is the last. */
  readonly signal?: AbortSignal;
  /** For each account whose counters differ, in the transaction that looked closely and puts them right. */
  readonly note: (tx: Tx, accountId: number, finding: CountersOff) => Promise<void>;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/**
 * Counts every maildrop's messages, and what of it can be brought back, in pages while the server runs, and tells which counters are not what they
 * should be. What domains and the server hold is summed from these, and needs no count of its own.
 */
export function recountQuotas(store: Store, options: RecountOptions): Promise<Counted> {
  const { onProgress = () => {}, note, ...rest } = options;
  return checkCounters({ store, graceMs: 0, readsBodies: false, ...rest, onProgress, onFinding: () => {} }, note);
}
