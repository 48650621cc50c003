import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../../store.ts";
import { parseSegmentPlace } from "../segments/names.ts";

const pageMessages = 2000;

export interface PlacedMessage {
  readonly accountId: number;
  readonly sequence: number;
  readonly place: string;
  readonly segment: string;
}

/** The rows of these accounts whose bodies lie in one of these segments, by place. Read in pages. */
export async function readPlacesIn(
  store: Store,
  accountIds: Iterable<number>,
  segments: ReadonlySet<string>,
): Promise<Map<string, PlacedMessage>> {
  const found = new Map<string, PlacedMessage>();
  for (const accountId of accountIds) {
    for await (const { sequence, bodyPlace: place } of readPlaces(store, accountId)) {
      const site = parseSegmentPlace(place);
      if (site === null || !segments.has(site.segment)) continue;
      found.set(place, { accountId, sequence, place, segment: site.segment });
    }
  }
  return found;
}

/**
 * Where the bodies of an account lie, in its order, those of removed messages that can be brought back among them. A page is one
 * statement, and a message keeps its sequence: one that is removed or brought back meanwhile is not missed.
 */
export async function* readPlaces(
  { db }: Store,
  accountId: number,
): AsyncGenerator<{ sequence: number; bodyPlace: string }> {
  for (let last = -1; ; ) {
    const page = await db.$queryRaw<{ sequence: number | bigint; bodyPlace: string }[]>`
      SELECT "sequence", "bodyPlace" FROM "Message" WHERE "accountId" = ${accountId} AND "sequence" > ${last}
      UNION ALL
      SELECT "sequence", "bodyPlace" FROM "RemovedMessage" WHERE "accountId" = ${accountId} AND "sequence" > ${last}
      ORDER BY 1 LIMIT ${pageMessages}`;
    for (const { sequence, bodyPlace } of page) yield { sequence: Number(sequence), bodyPlace };
    await turn();
    const end = page.at(-1);
    if (!end || page.length < pageMessages) return;
    last = Number(end.sequence);
  }
}

export async function readAccountIds({ db }: Store): Promise<number[]> {
  const accounts = await db.account.findMany({ select: { id: true } });
  return accounts.map(({ id }) => id);
}
