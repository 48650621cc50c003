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
    const tell = database.prepare<[number]>(tellOfDownloads("VALUES (?, 1)"));
    return (marks) => {
      const marked = new Set<number>();
      for (const [accountId, sequence, at] of marks) {
        if (mark?.run(at, accountId, sequence).changes === 0) markRemoved?.run(at, accountId, sequence);
        else marked.add(accountId);
      }
      for (const accountId of marked) tell.run(accountId);
    };
  },
  async postgresql({ query }, marks) {
    // In one order, for several nodes may tell of the same accounts.
    const tell = tellOfDownloads(`SELECT DISTINCT "accountId", 1 FROM marked ORDER BY "accountId"`);
    await query(
      `WITH marked AS (${markOnPostgres("Message")} RETURNING "Message"."accountId"), told AS (${tell})
       ${markOnPostgres("RemovedMessage")}`,
      [JSON.stringify(marks)],
    );
  },
};

/** Who counts by packed ages learns of it (server/maildrop-ages); a client that removes what it fetched costs nothing here. */
const tellOfDownloads = (source: string) => `
  INSERT INTO "MaildropDownloads" ("accountId", "downloadSeq") ${source}
  ON CONFLICT ("accountId") DO UPDATE SET "downloadSeq" = "MaildropDownloads"."downloadSeq" + 1`;

const markOnPostgres = (table: string) => `
  UPDATE "${table}" SET "downloadedAt" = ${jsonInstant.postgresql("r.value->>2")} FROM ${jsonRows.postgresql}
  WHERE "${table}"."accountId" = CAST(r.value->>0 AS INTEGER) AND "${table}"."sequence" = CAST(r.value->>1 AS INTEGER)
    AND "${table}"."downloadedAt" IS NULL`;
