import { keepHash } from "../credential/foreign/hash-statements.ts";
import { keepAppVerifier, keepVerifier } from "../credential/scram/scram-statements.ts";
import { storeMessages } from "../delivery/delivery-statements.ts";
import { writeEntries } from "../log-entry/entry-statements.ts";
import { purgeEntryPage } from "../log-entry/purge-statements.ts";
import { keepRows } from "../maildrop/keep-statements.ts";
import { keepAges } from "../maildrop-ages/ages-statements.ts";
import { addToBuckets, purgeBuckets } from "../metric/bucket-statements.ts";
import { claimLock, releaseLock } from "../maildrop/lock-statements.ts";
import { markFinished, takeRows } from "../maildrop/removal-statements.ts";
import { storeSnapshot } from "../maildrop/snapshot-statements.ts";
import { commitUpdate } from "../maildrop/update-statements.ts";
import { markDownloaded } from "../message/download-statements.ts";
import { countRefusals } from "../quota/refusal-statements.ts";
import { noteKnownNetworks } from "../protection/known-network-statements.ts";
import { writeThrottles } from "../protection/throttle-statements.ts";
import { writeReceipts } from "../receipt/receipt-statements.ts";
import { writeSessionRows } from "../session/session-statements.ts";
import { countFailures } from "../sign-in-failure/failure-statements.ts";
import { removeDue } from "../retention-run/remove-due-statement.ts";
import { purgeTraceRows, writeTraceRows } from "../session-trace/trace-statements.ts";
import type { Write } from "./statement.ts";

/** Every write there is, by its name: what the writing thread knows. */
export const writes: ReadonlyMap<string, Write<never, unknown>> = byName([
  claimLock,
  releaseLock,
  storeMessages,
  writeSessionRows,
  writeTraceRows,
  purgeTraceRows,
  countFailures,
  noteKnownNetworks,
  writeThrottles,
  markDownloaded,
  commitUpdate,
  takeRows,
  keepRows,
  markFinished,
  storeSnapshot,
  keepAges,
  keepVerifier,
  countRefusals,
  removeDue,
  keepHash,
  keepAppVerifier,
  writeReceipts,
  addToBuckets,
  purgeBuckets,
  writeEntries,
  purgeEntryPage,
]);

function byName(all: readonly Write<never, unknown>[]): ReadonlyMap<string, Write<never, unknown>> {
  const named = new Map(all.map((write) => [write.name, write]));
  if (named.size !== all.length) throw new Error("two writes have the same name");
  return named;
}
