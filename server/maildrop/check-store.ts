import type { Actor } from "../audit/append-audit.ts";
import { whileNothingMoves } from "../body/upkeep/reclaim-segments.ts";
import { clearDamages } from "../message/clear-damages.ts";
import type { Store } from "../store.ts";
import { checkBodies } from "./check-bodies.ts";
import { checkCounters } from "./check-counters.ts";
import { checkOrphans } from "./check-orphans.ts";
import type { CheckPass, CheckProgress, Finding } from "./finding.ts";

export interface CheckOptions {
  readonly repair: boolean;
  readonly actor: Actor;
  /** Called for each, as it is found: a damaged store may have more than memory holds. */
  readonly onFinding?: (finding: Finding) => void;
  readonly onProgress?: (progress: CheckProgress) => void;
  /** A body younger than this may belong to a delivery under way. */
  readonly graceMs?: number;
  /** Reads every body and compares its checksum, instead of looking at its header alone. */
  readonly readsBodies?: boolean;
}

export interface CheckReport {
  readonly accounts: number;
  readonly messages: number;
  readonly bodies: number;
  readonly findings: Readonly<Record<Finding["kind"], number>>;
  /** Findings that were repaired. */
  readonly repaired: number;
}

const anHourMs = 60 * 60 * 1000;

/** Compares counters, rows and bodies while everything runs. With `repair` it mends what loses no mail, and writes that to the audit. */
export async function checkStore(store: Store, options: CheckOptions): Promise<CheckReport> {
  const findings = { "body-missing": 0, "body-damaged": 0, "orphan-body": 0, "needless-copy": 0, "counters-off": 0 };
  let repaired = 0;
  const onFinding = (finding: Finding) => {
    findings[finding.kind] += 1;
    if ("isRepaired" in finding && finding.isRepaired) repaired += 1;
    options.onFinding?.(finding);
  };
  const { repair, actor, graceMs = anHourMs, readsBodies = false, onProgress = () => {} } = options;
  const pass: CheckPass = { store, repair, actor, graceMs, readsBodies, onProgress, onFinding };
  const { accountCount: accounts } = await checkCounters(pass);
  const messages = await checkBodies(pass);
  await clearDamages(store);
  // A reclaim moves bodies and their rows one after the other: between the two a body looks like nobody's.
  const bodies = await whileNothingMoves(store, () => checkOrphans(pass));
  return { accounts, messages, bodies, findings, repaired };
}
