import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";

/** A message that was downloaded, and when, in milliseconds since 1970. */
export type DownloadMark = readonly [accountId: number, sequence: number, at: number];

/**
 * Only the first time counts. A mark that a power cut takes back makes a message look as if it had not been downloaded. One that comes
 * when the message has been removed already is for where recoverable mail is.
 */
export const markDownloaded: Write<readonly DownloadMark[], void> = {
  name: "mark-downloaded",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const [mark, markRemoved] = (["Message", "RemovedMessage"] as const).map((table) =>
      database.prepare<[number, number, number]>(
        `UPDATE "${table}" SET "downloadedAt" = ? WHERE "accountId" = ? AND "sequence" = ? AND "downloadedAt" IS NULL`,
      ),
    );
    return (marks) => {
      for (const [accountId, sequence, at] of marks) {
        if (mark?.run(at, accountId, sequence).changes === 0) markRemoved?.run(at, accountId, sequence);
      }
    };
  },
  async postgresql({ query }, marks) {
    await query(`WITH marked AS (${markOnPostgres("Message")}) ${markOnPostgres("RemovedMessage")}`, [
      JSON.stringify(marks),
    ]);
  },
};

const markOnPostgres = (table: string) => `
  UPDATE "${table}" SET "downloadedAt" = ${jsonInstant.postgresql("r.value->>2")} FROM ${jsonRows.postgresql}
  WHERE "${table}"."accountId" = CAST(r.value->>0 AS INTEGER) AND "${table}"."sequence" = CAST(r.value->>1 AS INTEGER)
    AND "${table}"."downloadedAt" IS NULL`;
