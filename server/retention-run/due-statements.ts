import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";
import type { Policy } from "./policy.ts";

/** What a policy would remove of one account. */
export interface AccountDue {
  readonly accountId: number;
  readonly messageCount: number;
  readonly octets: number;
  readonly undownloadedCount: number;
}

export interface DueAsked {
  readonly ids: readonly number[];
  readonly policy: Policy;
}

/** The condition a policy is, with its instants at these places; the texts are few, so statements are prepared once. */
export function dueCondition(
  { arrivedBefore, downloadedBefore, keepsUndownloaded }: Policy,
  places: readonly string[],
) {
  const [first = "", second = ""] = places;
  const conditions = [
    ...(arrivedBefore === null ? [] : [`"arrivedAt" <= ${first}`]),
    ...(downloadedBefore === null ? [] : [`"downloadedAt" <= ${arrivedBefore === null ? first : second}`]),
  ];
  const either = conditions.length === 0 ? "false" : `(${conditions.join(" OR ")})`;
  return keepsUndownloaded && arrivedBefore !== null ? `${either} AND "downloadedAt" IS NOT NULL` : either;
}

export function instantsOf({ arrivedBefore, downloadedBefore }: Policy): number[] {
  return [arrivedBefore, downloadedBefore].filter((instant) => instant !== null);
}

/** From the index of the schema alone. */
const index = `INDEXED BY "Message_accountId_arrivedAt_downloadedAt_octets_idx"`;

/** Where a policy spares what was never downloaded, it need not be counted: a fifth of the time. */
const count = (from: string, account: string, policy: Policy, places: readonly string[]) => `
  SELECT "accountId", count(*) AS "messageCount", CAST(sum("octets") AS bigint) AS "octets",
    ${policy.keepsUndownloaded || policy.arrivedBefore === null ? "0" : `sum(CASE WHEN "downloadedAt" IS NULL THEN 1 ELSE 0 END)`}
    AS "undownloadedCount"
  FROM "Message" ${from} WHERE ${account} AND ${dueCondition(policy, places)} GROUP BY "accountId"`;

/** Accounts of which something is due, counted row by row: a third of a microsecond a message on SQLite. */
export const dueByAccount: Read<DueAsked, AccountDue[]> = {
  sqlite(database) {
    const prepared = new Map<string, ReturnType<typeof database.prepare<(number | string)[], AccountDue>>>();
    return ({ ids, policy }) => {
      const text = count(index, `"accountId" IN (SELECT value FROM json_each(?))`, policy, ["?", "?"]);
      let statement = prepared.get(text);
      if (statement === undefined) {
        statement = database.prepare<(number | string)[], AccountDue>(text);
        prepared.set(text, statement);
      }
      return statement.all(JSON.stringify(ids), ...instantsOf(policy));
    };
  },
  postgresql(query, { ids, policy }) {
    const places = ["CAST($2 AS timestamp(3))", "CAST($3 AS timestamp(3))"];
    const text = count("", `"accountId" = ANY(CAST($1 AS integer[]))`, policy, places);
    return query<AccountDue>(text, [ids, ...instantsOf(policy).map(timestamp)]);
  },
};

export interface DueRow {
  readonly sequence: number;
  readonly uniqueEpoch: string;
  readonly uniqueNumber: number;
  readonly importedId: string | null;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly downloadedAt: number | null;
}

export interface DueMessagesAsked {
  readonly accountId: number;
  readonly policy: Policy;
  /** Sequences behind this one. */
  readonly after: number;
  readonly take: number;
}

export const dueColumns = `"sequence", "uniqueEpoch", "uniqueNumber", "importedId", "octets", "arrivedAt", "downloadedAt"`;

/** The messages that are due, in their order. */
export const dueMessages: Read<DueMessagesAsked, DueRow[]> = {
  sqlite(database) {
    const prepared = new Map<string, ReturnType<typeof database.prepare<number[], DueRow>>>();
    return ({ accountId, policy, after, take }) => {
      const text = `SELECT ${dueColumns} FROM "Message" WHERE "accountId" = ? AND "sequence" > ?
        AND ${dueCondition(policy, ["?", "?"])} ORDER BY "sequence" LIMIT ?`;
      let statement = prepared.get(text);
      if (statement === undefined) {
        statement = database.prepare<number[], DueRow>(text);
        prepared.set(text, statement);
      }
      return statement.all(accountId, after, ...instantsOf(policy), take);
    };
  },
  postgresql(query, { accountId, policy, after, take }) {
    const places = ["CAST($4 AS timestamp(3))", "CAST($5 AS timestamp(3))"];
    return query<DueRow>(
      `SELECT ${dueColumns} FROM "Message" WHERE "accountId" = $1 AND "sequence" > $2 AND ${dueCondition(policy, places)}
       ORDER BY "sequence" LIMIT $3`,
      [accountId, after, take, ...instantsOf(policy).map(timestamp)],
    );
  },
};

export interface AccountsAsked {
  /** Ids from this one on. */
  readonly from: number;
  readonly take: number;
}

/** Living accounts in the order of their ids; a hundred thousand past Prisma in a tenth of a second, instead of two. */
export const livingAccounts: Read<AccountsAsked, { readonly id: number; readonly domainId: number }[]> = {
  sqlite(database) {
    const select = database.prepare<[number, number], { id: number; domainId: number }>(selectLiving("?", "?"));
    return ({ from, take }) => select.all(from, take);
  },
  postgresql(query, { from, take }) {
    return query<{ id: number; domainId: number }>(selectLiving("$1", "$2"), [from, take]);
  },
};

function selectLiving(from: string, take: string): string {
  return `SELECT "id", "domainId" FROM "Account" WHERE "id" >= ${from} AND "deletedAt" IS NULL ORDER BY "id" LIMIT ${take}`;
}
