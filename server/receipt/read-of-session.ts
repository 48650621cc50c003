import { sequencesOf } from "../maildrop/packed-set.ts";
import type { Store } from "../store.ts";
import { keyText, readPlaces } from "./places.ts";
import type { MessageKey, SessionMail, SessionMailPage } from "./schema.ts";

/** The first `most` messages, in the order of the maildrop, that a session had to do with. */
export async function readMailOfSession(store: Store, sessionId: string, most = 50): Promise<SessionMailPage> {
  const session = await store.db.session.findUnique({
    where: { id: sessionId },
    select: { accountId: true, retrieved: true, marked: true },
  });
  if (session === null || session.accountId === null) return { rows: [], hasMore: false };
  const { accountId } = session;
  // One more of each than are shown tells whether there are more.
  const downloaded = new Set(firstOf(session.retrieved, most + 1));
  const marked = new Set(firstOf(session.marked, most + 1));
  const all = [...new Set([...downloaded, ...marked])].sort((one, other) => one - other);
  const keys = all.slice(0, most).map((sequence): MessageKey => ({ accountId, sequence }));
  const [places, receipts] = await Promise.all([
    readPlaces(store, keys),
    store.logs.receipt.findMany({
      where: { accountId, sequence: { in: keys.map(({ sequence }) => sequence) } },
      select: { sequence: true, sender: true, subject: true },
    }),
  ]);
  const texts = new Map(receipts.map(({ sequence, ...text }) => [sequence, text]));
  const rows = keys.map(
    (key): SessionMail => ({
      ...key,
      text: texts.get(key.sequence) ?? null,
      isDownloaded: downloaded.has(key.sequence),
      isMarked: marked.has(key.sequence),
      place: places.get(keyText(key))?.place ?? "gone",
    }),
  );
  return { rows, hasMore: all.length > most };
}

function firstOf(packed: Uint8Array | null, most: number): number[] {
  const sequences: number[] = [];
  if (packed === null) return sequences;
  for (const sequence of sequencesOf(packed)) {
    if (sequences.length === most) break;
    sequences.push(sequence);
  }
  return sequences;
}
