import type { Actor } from "../audit/append-audit.ts";
import { checkCounters } from "../maildrop/check-counters.ts";
import type { CheckPass, CheckProgress, Finding } from "../maildrop/finding.ts";
import type { Store } from "../store.ts";

export type CountersOff = Extract<Finding, { kind: "counters-off" }>;

export interface RecountOptions {
  /** Puts right what differs, and writes that to the audit. */
  readonly repair: boolean;
  readonly actor: Actor;
  /** When aborted, the page under way is the last. */
  readonly signal?: AbortSignal;
  readonly onFinding: (finding: CountersOff) => void;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/** Counts every maildrop's messages, in pages while the server runs, and tells which counters are not what they should be. Gives the number of accounts. */
export function recountQuotas(store: Store, options: RecountOptions): Promise<number> {
  const { onFinding, onProgress = () => {}, ...rest } = options;
  const pass: CheckPass = {
    store,
    graceMs: 0,
    readsBodies: false,
    ...rest,
    onProgress,
    onFinding: (finding) => finding.kind === "counters-off" && onFinding(finding),
  };
  return checkCounters(pass);
}
