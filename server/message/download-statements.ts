import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";

/** A message that was downloaded, and when, in milliseconds since 1970. */
export type DownloadMark = readonly [accountId: number, sequence: number, at: number];

/** Only the first time counts. A mark that a power cut takes back makes a message look as if it had not been downloaded. */
export const markDownloaded: Write<readonly DownloadMark[], void> = {
  name: "mark-downloaded",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const mark = database.prepare<[number, number, number]>(
      `UPDATE "Message" SET "downloadedAt" = ? WHERE "accountId" = ? AND "sequence" = ? AND "downloadedAt" IS NULL`,
    );
    return (marks) => {
      for (const [accountId, sequence, at] of marks) mark.run(at, accountId, sequence);
    };
  },
  async postgresql({ query }, marks) {
    await query(
      `UPDATE "Message" SET "downloadedAt" = ${jsonInstant.postgresql("r.value->>2")} FROM ${jsonRows.postgresql}
       WHERE "Message"."accountId" = CAST(r.value->>0 AS INTEGER) AND "Message"."sequence" = CAST(r.value->>1 AS INTEGER)
         AND "Message"."downloadedAt" IS NULL`,
      [JSON.stringify(marks)],
    );
  },
};
