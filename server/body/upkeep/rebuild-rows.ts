import type { Tx } from "../../db.ts";
import { packSequences } from "../../maildrop/packed-set.ts";
import { searchTextOfRemoved } from "../../recoverable/search-text.ts";
import { defaultRecoverableDays } from "../../retention/built-in.ts";
import type { Store } from "../../store.ts";
import type { LostMessage } from "./find-lost.ts";

const dayMs = 86_400_000;

export function uniqueOf({ uniqueId }: LostMessage): { uniqueEpoch: string; uniqueNumber: bigint } {
  return { uniqueEpoch: uniqueId.slice(0, 6), uniqueNumber: BigInt(Number.parseInt(uniqueId.slice(6), 36)) };
}

/**
 * Counters and rows of one account's messages in one transaction, as a delivery does it; of removed ones as well, which can be brought
 * back for the usual time from now on: how long it would have been, nobody knows any more.
 */
export async function addPage(
  store: Store,
  accountId: number,
  page: readonly LostMessage[],
  importedIds: Set<string | null>,
): Promise<void> {
  const kept = page.filter(({ isKept }) => isKept);
  const living = page.length - kept.length;
  const keptOctets = octetsOf(kept);
  await store.db.$transaction(async (tx) => {
    const { nextSequence } = await tx.account.update({
      where: { id: accountId },
      data: {
        messageCount: { increment: living },
        octets: { increment: octetsOf(page) - keptOctets },
        recoverableCount: { increment: kept.length },
        recoverableOctets: { increment: keptOctets },
        // Alone where not all of them are mail: then it is no delivery.
        changeSeq: { increment: kept.length === 0 ? page.length : page.length + 1 },
        nextSequence: { increment: page.length },
      },
      select: { nextSequence: true },
    });
    const first = nextSequence - page.length;
    const rows = page.map((message, index) => {
      const { isKept, octets, headerOctets, hasDotLines, place: bodyPlace } = message;
      // Two with one imported unique-id cannot both keep it: a crash may have left a delivery that was refused for it.
      const importedId = importedIds.has(message.importedId) ? null : message.importedId;
      if (importedId !== null) importedIds.add(importedId);
      const facts = { accountId, sequence: first + index, octets, headerOctets, hasDotLines, bodyPlace };
      return { isKept, row: { ...facts, ...uniqueOf(message), importedId, arrivedAt: new Date(message.arrivedMs) } };
    });
    await tx.message.createMany({ data: rows.flatMap(({ isKept, row }) => (isKept ? [] : [row])) });
    if (kept.length > 0)
      await addKept(
        tx,
        store.clock.now(),
        rows.flatMap(({ isKept, row }) => (isKept ? [row] : [])),
      );
  });
}

type Row = Parameters<Tx["message"]["createMany"]>[0] extends { data: infer Data } | undefined
  ? Extract<Data, readonly unknown[]>[number]
  : never;

async function addKept(tx: Tx, now: Date, rows: readonly Row[]): Promise<void> {
  const purgeAfterAt = new Date(now.getTime() + defaultRecoverableDays * dayMs);
  const { id: removalId } = await tx.removal.create({
    data: {
      accountId: rows[0]?.accountId ?? 0,
      cause: "rebuild",
      rule: "Was recoverable when the index was lost.",
      sequences: packSequences(rows.map(({ sequence }) => sequence)),
      messageCount: rows.length,
      octets: rows.reduce((sum, { octets }) => sum + octets, 0),
      committedAt: now,
      finishedAt: now,
      purgeAfterAt,
    },
    select: { id: true },
  });
  await tx.removedMessage.createMany({
    data: rows.map((row) => ({
      ...row,
      arrivedAt: row.arrivedAt ?? now,
      searchText: searchTextOfRemoved({
        sender: "",
        subject: "",
        messageIdHeader: "",
        importedId: row.importedId ?? null,
      }),
      removalId,
      cause: "rebuild",
      removedAt: now,
      purgeAfterAt,
    })),
  });
}

function octetsOf(messages: readonly LostMessage[]): number {
  return messages.reduce((sum, { octets }) => sum + octets, 0);
}
