import { unpackFacts } from "../maildrop/removal-facts.ts";
import { readHead } from "../message/read-head.ts";
import { noSummary, summarizeHeader } from "../message/header-summary.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import type { LogsDb } from "../db.ts";
import { standingOf } from "../account/read-standing.ts";
import type { Store } from "../store.ts";
import { keyText, readPlaces } from "./places.ts";
import type { MessageKey, MessageLife } from "./schema.ts";

type Receipt = NonNullable<Awaited<ReturnType<LogsDb["receipt"]["findUnique"]>>>;

/** What is known of a message itself. */
export interface KnownMessage extends Omit<MessageLife, keyof MessageKey | "events" | "isCut" | "hasReceipt"> {
  readonly receipt: Receipt | null;
}

/** From its receipt, its row, or what was written down when its row went; null where none of them is there. */
export async function readKnown(store: Store, key: MessageKey): Promise<KnownMessage | null> {
  const { accountId, sequence } = key;
  const [receipt, account, places, row] = await Promise.all([
    store.logs.receipt.findUnique({ where: { accountId_sequence: key } }),
    store.db.account.findUnique({ where: { id: accountId }, select: { address: true, deletedAt: true } }),
    readPlaces(store, [key]),
    readRow(store, key),
  ]);
  const facts = row ?? (receipt === null ? await readRemovedFacts(store, key) : null);
  const base = facts ?? receipt;
  if (base === null || (account === null && receipt === null)) return null;
  const text = receipt ?? facts?.text ?? noSummary;
  const { place, downloadedAt } = places.get(keyText({ accountId, sequence })) ?? { place: "gone", downloadedAt: null };
  return {
    address: account?.address ?? receipt?.address ?? "",
    standing: standingOf(account),
    uniqueId: base.uniqueId,
    octets: base.octets,
    arrivedAt: base.arrivedAt,
    sender: text.sender,
    subject: text.subject,
    messageIdHeader: text.messageIdHeader,
    place,
    purgeAfterAt: place === "recoverable" ? (facts?.purgeAfterAt ?? null) : null,
    downloadedAt: downloadedAt ?? facts?.downloadedAt ?? null,
    receipt,
  };
}

interface RowFacts {
  readonly uniqueId: string;
  readonly octets: number;
  readonly arrivedAt: Date;
  readonly downloadedAt: Date | null;
  readonly purgeAfterAt: Date | null;
  readonly text: typeof noSummary;
}

/** Of a message that is there, or recoverable; its text is read from its header where nobody has written it down. */
async function readRow(store: Store, key: MessageKey): Promise<RowFacts | null> {
  const select = {
    uniqueEpoch: true,
    uniqueNumber: true,
    importedId: true,
    octets: true,
    headerOctets: true,
    bodyPlace: true,
    arrivedAt: true,
    downloadedAt: true,
  } as const;
  const where = { accountId_sequence: key };
  const removed = await store.db.removedMessage.findUnique({
    where,
    select: { ...select, purgeAfterAt: true, sender: true, subject: true, messageIdHeader: true },
  });
  const row = removed ?? (await store.db.message.findUnique({ where, select }));
  if (row === null) return null;
  const { uniqueEpoch: epoch, uniqueNumber, importedId, octets, arrivedAt, downloadedAt } = row;
  return {
    uniqueId: importedId ?? uniqueIdOf({ epoch, number: Number(uniqueNumber) }),
    octets,
    arrivedAt,
    downloadedAt,
    purgeAfterAt: removed?.purgeAfterAt ?? null,
    text: removed ?? summarizeHeader(await readHead(store, row)),
  };
}

/** Of a message whose row is gone. */
async function readRemovedFacts({ db }: Store, { accountId, sequence }: MessageKey): Promise<RowFacts | null> {
  const pages = await db.removalPage.findMany({
    where: { removal: { accountId }, firstSequence: { lte: sequence } },
    orderBy: { firstSequence: "desc" },
    take: pagesLookedAt,
    select: { packed: true },
  });
  for (const { packed } of pages) {
    for (const facts of unpackFacts(packed)) {
      if (facts.sequence !== sequence) continue;
      const { uniqueEpoch: epoch, uniqueNumber: number, importedId, octets, arrivedAt, downloadedAt } = facts;
      return {
        uniqueId: importedId ?? uniqueIdOf({ epoch, number }),
        octets,
        arrivedAt: new Date(arrivedAt),
        downloadedAt: downloadedAt === null ? null : new Date(downloadedAt),
        purgeAfterAt: null,
        text: noSummary,
      };
    }
  }
  return null;
}

/** A removal need not take neighbours: the page that has a message is not always the one that begins nearest before it. */
const pagesLookedAt = 200;
