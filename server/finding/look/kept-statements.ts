import { timestamp } from "../../statement/postgresql/postgres.ts";
import type { Read } from "../../statement/statement.ts";

export interface KeptPage {
  readonly accountId: number;
  /** Of the last message had; 0 for the first page. */
  readonly afterSequence: number;
  /** Milliseconds since 1970. */
  readonly downloadedBefore: number;
  /** Messages looked at. */
  readonly most: number;
}

export interface Kept {
  /** Of the messages looked at; null where there were none. */
  readonly lastSequence: number | null;
  /** Those that were downloaded before, how much they hold, and when the first of them was. */
  readonly messages: number;
  readonly octets: number;
  readonly oldestAt: number | null;
}

const kept = (accountId: string, after: string, before: string, most: string) => `
  SELECT max("sequence") AS "lastSequence",
    CAST(count(CASE WHEN "downloadedAt" < ${before} THEN 1 END) AS integer) AS "messages",
    coalesce(sum(CASE WHEN "downloadedAt" < ${before} THEN "octets" END), 0) AS "octets",
    min(CASE WHEN "downloadedAt" < ${before} THEN "downloadedAt" END) AS "oldestAt"
  FROM (SELECT "sequence", "octets", "downloadedAt" FROM "Message"
        WHERE "accountId" = ${accountId} AND "sequence" > ${after} ORDER BY "sequence" LIMIT ${most}) AS "looked"`;

/** Mail that lies in a maildrop since it was downloaded, a page of messages at a time. */
export const keptAfterDownload: Read<KeptPage, Kept> = {
  sqlite(database) {
    const read = database.prepare<[Record<string, number>], Kept>(kept("@accountId", "@after", "@before", "@most"));
    return ({ accountId, afterSequence, downloadedBefore, most }) =>
      read.get({ accountId, after: afterSequence, before: downloadedBefore, most }) as Kept;
  },
  async postgresql(query, { accountId, afterSequence, downloadedBefore, most }) {
    const [row] = await query<Kept>(kept("$1", "$2", "CAST($3 AS timestamp(3))", "$4"), [
      accountId,
      afterSequence,
      timestamp(downloadedBefore),
      most,
    ]);
    const { octets, ...rest } = row as Kept;
    return { ...rest, octets: Number(octets) };
  },
};
