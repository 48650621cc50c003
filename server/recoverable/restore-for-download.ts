import { setImmediate as turn } from "node:timers/promises";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { NewBody, OpenBody } from "../body/body-store.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { packSequences } from "../maildrop/packed-set.ts";
import { type UniqueNumber, uniqueIdOf } from "../message/unique-id.ts";
import { UniqueNumbers } from "../message/unique-numbers.ts";
import type { Store } from "../store.ts";
import { finishPurges } from "./finish-purges.ts";
import { keepAccount } from "./keep-account.ts";
import { roomFor } from "./room-for.ts";

/** Bodies copied and brought back in one transaction. */
const copiedAtOnce = 50;

const select = {
  sequence: true,
  octets: true,
  headerOctets: true,
  hasDotLines: true,
  bodyPlace: true,
  arrivedAt: true,
} as const;

interface Row {
  readonly sequence: number;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
  readonly bodyPlace: string;
  readonly arrivedAt: Date;
}

/**
 * Brings removed messages of one account back as a delivery would: at the end, under new unique-ids, so that mail programs download them
 * anew. The bodies are copied, for a body carries its unique-id; the old ones are purged in the same transaction. A session that has the
 * maildrop open sees nothing of it. Refuses with `not-found`, `over-quota`, `storage`.
 */
export async function restoreForDownload(
  store: Store,
  accountId: number,
  sequences: readonly number[],
  actor: Actor,
): Promise<{ messageCount: number; octets: number }> {
  const numbers = new UniqueNumbers(store);
  const done = { messageCount: 0, octets: 0 };
  for (let from = 0; from < sequences.length; from += copiedAtOnce) {
    const rows = await store.db.removedMessage.findMany({
      where: { accountId, sequence: { in: sequences.slice(from, from + copiedAtOnce) }, purgeId: null },
      orderBy: { sequence: "asc" },
      select,
    });
    if (rows.length === 0) continue;
    const octets = await restorePage(store, accountId, rows, await numbers.take(rows.length), actor);
    done.messageCount += rows.length;
    done.octets += octets;
    await turn();
  }
  return done;
}

async function restorePage(
  store: Store,
  accountId: number,
  rows: readonly Row[],
  uniques: readonly UniqueNumber[],
  actor: Actor,
): Promise<number> {
  const account = await store.db.account.findUnique({ where: { id: accountId }, select: { address: true } });
  if (account === null) throw gone();
  const bodies = rows.map((row, index) =>
    bodyOf(store, row, { accountId, ...account }, uniques[index] as UniqueNumber),
  );
  const places = await store.bodies.append(bodies);
  let purgeId: number;
  try {
    purgeId = await store.db.$transaction((tx) => commit(tx, store, accountId, rows, uniques, places, actor));
  } catch (error) {
    // Where the commit may have happened nobody knows it; the store's check finds bodies that no row knows.
    if (error instanceof DomainError) await store.bodies.discardCopies(places).catch(() => {});
    throw error;
  }
  await finishPurges(store, { id: purgeId });
  return rows.reduce((sum, { octets }) => sum + octets, 0);
}

async function commit(
  tx: Tx,
  store: Store,
  accountId: number,
  rows: readonly Row[],
  uniques: readonly UniqueNumber[],
  places: readonly string[],
  actor: Actor,
): Promise<number> {
  const now = store.clock.now();
  const account = await keepAccount(tx, store, accountId);
  if (account === null || account.isDeleted) throw gone();
  const octets = rows.reduce((sum, row) => sum + row.octets, 0);
  await roomFor(tx, store, account, rows.length, octets);
  const { address } = account;
  const sequences = packSequences(rows.map(({ sequence }) => sequence));
  const set = { accountId, sequences, messageCount: rows.length, octets, committedAt: now, actorName: actor.name };
  const { id: purgeId } = await tx.purge.create({ data: { ...set, address, cause: "replaced" }, select: { id: true } });
  const claimed = await tx.removedMessage.updateMany({
    where: { accountId, sequence: { in: rows.map(({ sequence }) => sequence) }, purgeId: null },
    data: { purgeId },
  });
  if (claimed.count !== rows.length) {
    throw new DomainError(
      "in-use",
      `Somebody else restored or purged messages of ${address} at this moment. Look again.`,
    );
  }
  // As a delivery: a listing knows by it that nothing else has come.
  const { nextSequence } = await tx.account.update({
    where: { id: accountId },
    data: {
      messageCount: { increment: rows.length },
      octets: { increment: octets },
      recoverableCount: { decrement: rows.length },
      recoverableOctets: { decrement: octets },
      changeSeq: { increment: rows.length },
      nextSequence: { increment: rows.length },
    },
    select: { nextSequence: true },
  });
  const first = nextSequence - rows.length;
  await tx.message.createMany({
    data: rows.map(({ octets, headerOctets, hasDotLines, arrivedAt }, index) => ({
      accountId,
      sequence: first + index,
      uniqueEpoch: uniques[index]?.epoch ?? "",
      uniqueNumber: uniques[index]?.number ?? 0,
      octets,
      headerOctets,
      hasDotLines,
      bodyPlace: places[index] ?? "",
      arrivedAt,
    })),
  });
  const newSequences = packSequences(rows.map((_, index) => first + index));
  await tx.restoration.create({
    data: { ...set, kind: "restore-for-download", newSequences },
    select: { id: true },
  });
  const entry = { action: "recoverable.restore-for-download", object: address };
  await appendAudit(tx, actor, now, { ...entry, after: { messageCount: rows.length, octets } });
  return purgeId;
}

function bodyOf(
  store: Store,
  { octets, headerOctets, hasDotLines, bodyPlace, arrivedAt }: Row,
  account: { readonly accountId: number; readonly address: string },
  unique: UniqueNumber,
): NewBody {
  return {
    ...account,
    uniqueId: uniqueIdOf(unique),
    importedId: null,
    arrivedAt,
    prefix: new Uint8Array(),
    message: {
      octets,
      headerOctets,
      hasDotLines,
      pieces: () => piecesOf(store.bodies.open(bodyPlace, octets)),
      discard: async () => {},
    },
  };
}

async function* piecesOf(body: OpenBody): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = await body.read(); piece !== null; piece = await body.read()) yield piece;
  } finally {
    body.close();
  }
}

function gone(): DomainError {
  return new DomainError("not-found", "This account is no more, or is being deleted: restore the account first.");
}
