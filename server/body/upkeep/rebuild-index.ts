import { setImmediate as turn } from "node:timers/promises";
import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { randomEpoch } from "../../control/ensure-control.ts";
import { DomainError } from "../../errors.ts";
import { readNodes } from "../../node/read-daemon-state.ts";
import type { Store } from "../../store.ts";
import { findBodies, type LostMessage } from "./find-lost.ts";
import { ensureAccount } from "./rebuild-account.ts";
import { addPage, uniqueOf } from "./rebuild-rows.ts";
import { whileNothingMoves } from "./reclaim-segments.ts";

export interface RebuildOptions {
  readonly actor: Actor;
  readonly onProgress?: (progress: { readonly step: "bodies" | "rows"; readonly done: number }) => void;
}

export interface RebuildReport {
  /** Messages that have rows again. */
  readonly restored: number;
  /** Of these, removed ones that can be brought back, and are kept for the usual time from now on. */
  readonly recoverable: number;
  /** Messages that had theirs. */
  readonly known: number;
  readonly removed: number;
  /** Addresses made anew, without passwords. */
  readonly accounts: readonly string[];
  /** Messages whose account nobody knows, or whose address somebody else has: by account. */
  readonly homeless: readonly {
    readonly accountId: number;
    readonly address: string | null;
    readonly messages: number;
  }[];
  readonly damaged: readonly { readonly place: string; readonly problem: string }[];
}

const pageMessages = 100;

/**
 * Makes rows for all bodies that have none and were not removed: with their unique-ids, in their order, behind what an account has
 * already. New mail gets a new epoch, so that no unique-id is ever given twice. Refuses with `in-use` while the daemon runs.
 */
export async function rebuildIndex(store: Store, { actor, onProgress }: RebuildOptions): Promise<RebuildReport> {
  if ((await readNodes(store)).some(({ isAlive }) => isAlive)) {
    throw new DomainError("in-use", "Stop the daemon first: an index is not rebuilt while it is written.");
  }
  const bodies = await whileNothingMoves(store, () =>
    findBodies(store, (done) => onProgress?.({ step: "bodies", done })),
  );
  const accounts: string[] = [];
  const homeless: { accountId: number; address: string | null; messages: number }[] = [];
  let restored = 0;
  let recoverable = 0;
  let known = 0;
  for (const [accountId, messages] of byAccount(bodies.messages)) {
    const address = newestAddress(messages);
    const oldestMs = messages.reduce(
      (oldest, { appendedMs }) => Math.min(oldest, appendedMs),
      Number.POSITIVE_INFINITY,
    );
    const account = await ensureAccount(store, accountId, address, oldestMs);
    if (account === null) {
      homeless.push({ accountId, address, messages: messages.length });
      continue;
    }
    if (account.isNew) accounts.push(account.address);
    const added = await addMissing(store, accountId, messages);
    restored += added.length;
    recoverable += added.filter(({ isKept }) => isKept).length;
    known += messages.length - added.length;
    onProgress?.({ step: "rows", done: restored + known });
  }
  await store.db.$transaction(async (tx) => {
    await tx.control.update({
      where: { id: 1 },
      data: { storeEpoch: randomEpoch(), nextUnique: 1 },
      select: { id: true },
    });
    const entry = { action: "store.rebuild", object: "index", after: { restored, recoverable, known, accounts } };
    await appendAudit(tx, actor, store.clock.now(), entry);
  });
  return { restored, recoverable, known, removed: bodies.removedCount, accounts, homeless, damaged: bodies.damaged };
}

function byAccount(messages: readonly LostMessage[]): Map<number, LostMessage[]> {
  const accounts = new Map<number, LostMessage[]>();
  for (const message of messages) {
    const own = accounts.get(message.accountId);
    if (own) own.push(message);
    else accounts.set(message.accountId, [message]);
  }
  return accounts;
}

/** An address may have been changed: the one that mail came for last. */
function newestAddress(messages: readonly LostMessage[]): string | null {
  let newest: LostMessage | null = null;
  for (const message of messages) {
    if (message.address !== null && message.appendedMs >= (newest?.appendedMs ?? 0)) newest = message;
  }
  return newest?.address ?? null;
}

/** Those of one moment are in the order of their numbers: one process gave them. */
function inOrder(one: LostMessage, other: LostMessage): number {
  return one.appendedMs - other.appendedMs || Number(uniqueOf(one).uniqueNumber - uniqueOf(other).uniqueNumber);
}

async function addMissing(store: Store, accountId: number, messages: readonly LostMessage[]): Promise<LostMessage[]> {
  const asked = { where: { accountId }, select: { uniqueEpoch: true, uniqueNumber: true, importedId: true } };
  const rows = [...(await store.db.message.findMany(asked)), ...(await store.db.removedMessage.findMany(asked))];
  const present = new Set(rows.map(({ uniqueEpoch, uniqueNumber }) => `${uniqueEpoch} ${uniqueNumber}`));
  const importedIds = new Set(rows.map(({ importedId }) => importedId));
  const missing = messages
    .filter((message) => {
      const { uniqueEpoch, uniqueNumber } = uniqueOf(message);
      return !present.has(`${uniqueEpoch} ${uniqueNumber}`);
    })
    .sort(inOrder);
  for (let from = 0; from < missing.length; from += pageMessages) {
    await addPage(store, accountId, missing.slice(from, from + pageMessages), importedIds);
    await turn();
  }
  return missing;
}
