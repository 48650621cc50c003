import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import { searchTextOfRemoved } from "../recoverable/search-text.ts";
import { noSummary } from "../message/header-summary.ts";
import type { PostgresQuery } from "../statement/postgresql/postgres.ts";
import type { Write } from "../statement/statement.ts";
import type { RemovedFacts } from "./removal-facts.ts";
import { columnsOf, factPages, insertPage, type RemovedRun, unnestedRuns } from "./removal-statements.ts";

/** By what a recoverable message is found. */
export interface KeptSummary {
  readonly accountId: number;
  readonly sequence: number;
  readonly sender: string;
  readonly subject: string;
  readonly messageIdHeader: string;
}

export interface KeptRows {
  readonly runs: readonly RemovedRun[];
  readonly summaries: readonly KeptSummary[];
}

export interface KeptPlace {
  readonly accountId: number;
  readonly sequence: number;
  readonly bodyPlace: string;
}

interface KeptRow extends RemovedFacts, KeptPlace {
  readonly removalId: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean | 0 | 1;
}

/** A removal that is not finished: what was brought back since then must not be taken again. */
interface OpenRemoval {
  readonly id: number;
  readonly cause: string;
  readonly committedAt: number;
  readonly purgeAfterAt: number;
}

const columns = [
  "accountId",
  "sequence",
  "uniqueEpoch",
  "uniqueNumber",
  "importedId",
  "octets",
  "headerOctets",
  "hasDotLines",
  "bodyPlace",
  "arrivedAt",
  "downloadedAt",
];
const allColumns = [
  ...columns,
  "removalId",
  "cause",
  "removedAt",
  "purgeAfterAt",
  "sender",
  "subject",
  "messageIdHeader",
  "searchText",
];
const quoted = (names: readonly string[], before = "") => names.map((name) => `${before}"${name}"`).join(", ");
const insertInto = `INSERT INTO "RemovedMessage" (${quoted(allColumns)})`;
const selectOpen = `SELECT "id", "cause", "committedAt", "purgeAfterAt" FROM "Removal"
  WHERE "finishedAt" IS NULL AND "purgeAfterAt" IS NOT NULL`;

/**
 * Moves rows of committed removals to where recoverable mail is, in one transaction each page, and writes down what they were. Gives the
 * places of the bodies, which stay where they are. Takes nothing of a removal that is finished.
 */
export const keepRows: Write<KeptRows, KeptPlace[]> = {
  name: "keep-removed-rows",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const open = database.prepare<[number], OpenRemoval>(`${selectOpen} AND "id" = ?`);
    const take = database.prepare<[number, number, number], Omit<KeptRow, "removalId">>(
      `DELETE FROM "Message" WHERE "accountId" = ? AND "sequence" BETWEEN ? AND ? RETURNING ${quoted(columns)}`,
    );
    const insert = database.prepare(`${insertInto} VALUES (${allColumns.map(() => "?").join(", ")})`);
    const note = database.prepare(`${insertPage} VALUES (?, ?, ?)`);
    return ({ runs, summaries }) => {
      const rows: KeptRow[] = [];
      const removals = new Map<number, OpenRemoval | undefined>();
      for (const { removalId, accountId, first, last } of runs) {
        if (!removals.has(removalId)) removals.set(removalId, open.get(removalId));
        if (removals.get(removalId) === undefined) continue;
        for (const row of take.all(accountId, first, last)) rows.push({ ...row, removalId });
      }
      for (const values of valuesOf(rows, removals, summaries)) insert.run(...values);
      for (const page of factPages(rows)) note.run(page.removalId, page.firstSequence, page.packed);
      return rows.map(placeOf);
    };
  },
  postgresql({ transaction }, { runs, summaries }) {
    return transaction(async (query) => {
      const found = await query<OpenRemoval>(
        `${selectOpen} AND "id" = ANY(CAST($1 AS integer[])) ORDER BY "id" FOR SHARE`,
        [[...new Set(runs.map(({ removalId }) => removalId))]],
      );
      const removals = new Map(found.map((removal) => [removal.id, removal]));
      const open = runs.filter(({ removalId }) => removals.has(removalId));
      if (open.length === 0) return [];
      const rows = await query<KeptRow>(
        `DELETE FROM "Message" AS m USING ${unnestedRuns}
         WHERE m."accountId" = run."accountId" AND m."sequence" BETWEEN run."first" AND run."last"
         RETURNING run."removalId", ${quoted(columns, "m.")}`,
        columnsOf(open),
      );
      if (rows.length > 0) await insertOnPostgres(query, valuesOf(rows, removals, summaries));
      for (const page of factPages(rows)) {
        await query(`${insertPage} VALUES ($1, $2, $3)`, [page.removalId, page.firstSequence, page.packed]);
      }
      return rows.map(placeOf);
    });
  },
};

function valuesOf(
  rows: readonly KeptRow[],
  removals: ReadonlyMap<number, OpenRemoval | undefined>,
  summaries: readonly KeptSummary[],
): (string | number | null)[][] {
  const summaryOf = new Map(summaries.map((summary) => [`${summary.accountId} ${summary.sequence}`, summary]));
  return rows.map((row) => {
    const removal = removals.get(row.removalId);
    if (removal === undefined) throw new RangeError("a row of no removal");
    const { sender, subject, messageIdHeader } = summaryOf.get(`${row.accountId} ${row.sequence}`) ?? noSummary;
    return [
      row.accountId,
      row.sequence,
      row.uniqueEpoch,
      row.uniqueNumber,
      row.importedId,
      row.octets,
      row.headerOctets,
      Number(row.hasDotLines),
      row.bodyPlace,
      row.arrivedAt,
      row.downloadedAt,
      row.removalId,
      removal.cause,
      removal.committedAt,
      removal.purgeAfterAt,
      sender,
      subject,
      messageIdHeader,
      searchTextOfRemoved({ sender, subject, messageIdHeader, importedId: row.importedId }),
    ];
  });
}

const integers = new Set(["accountId", "sequence", "octets", "headerOctets", "removalId"]);
const instants = new Set(["arrivedAt", "downloadedAt", "removedAt", "purgeAfterAt"]);

function insertOnPostgres(query: PostgresQuery, values: readonly (string | number | null)[][]): Promise<unknown> {
  const fields = allColumns.map((name, index) => {
    const field = `r.value->>${index}`;
    if (integers.has(name)) return `CAST(${field} AS integer)`;
    if (instants.has(name)) return jsonInstant.postgresql(field);
    if (name === "uniqueNumber") return `CAST(${field} AS bigint)`;
    return name === "hasDotLines" ? `${field} = '1'` : field;
  });
  return query(`${insertInto} SELECT ${fields.join(", ")} FROM ${jsonRows.postgresql}`, [JSON.stringify(values)]);
}

function placeOf({ accountId, sequence, bodyPlace }: KeptRow): KeptPlace {
  return { accountId, sequence, bodyPlace };
}
