import type { Read } from "../statement/statement.ts";

export interface RecipientQuestion {
  /** Folded. */
  readonly address: string;
  /** The same without its +tag; null where it has none. */
  readonly untagged: string | null;
  readonly domain: string;
}

/** The account an address delivers into, and the room it has. */
export interface RecipientRow {
  readonly id: number;
  readonly address: string;
  readonly isLiving: boolean | number;
  readonly canReceive: boolean | number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  readonly messageCount: number;
  readonly octets: number;
  readonly domainId: number;
  /** What all accounts of the domain together may hold. */
  readonly domainOctets: number | null;
  readonly domainMessages: number | null;
}

// COALESCE asks one after the other and stops at the first that knows (SQLite and PostgreSQL say so).
const select = (places: readonly [string, string, string, string, string]) => `
  SELECT a."id", a."address", a."deletedAt" IS NULL AS "isLiving", a."canReceive", a."quotaOctets", a."quotaMessages",
    a."messageCount", a."octets", a."domainId", d."quotaOctets" AS "domainOctets", d."quotaMessages" AS "domainMessages"
  FROM "Account" a JOIN "Domain" d ON d."id" = a."domainId" WHERE a."id" = COALESCE(
    (SELECT "id" FROM "Account" WHERE "address" = ${places[0]}),
    (SELECT "accountId" FROM "Alias" WHERE "address" = ${places[1]}),
    (SELECT "id" FROM "Account" WHERE "address" = ${places[2]}),
    (SELECT "accountId" FROM "Alias" WHERE "address" = ${places[3]}),
    (SELECT "catchAllAccountId" FROM "Domain" WHERE "name" = ${places[4]}))`;

type Values = [string, string, string | null, string | null, string];

const valuesOf = ({ address, untagged, domain }: RecipientQuestion): Values => [
  address,
  address,
  untagged,
  untagged,
  domain,
];

/** Itself, an alias, either without its +tag, or the domain's catch-all; null where there is none of them. */
export const recipientOf: Read<RecipientQuestion, RecipientRow | null> = {
  sqlite(database) {
    const found = database.prepare<Values, RecipientRow>(select(["?", "?", "?", "?", "?"]));
    return (question) => found.get(...valuesOf(question)) ?? null;
  },
  async postgresql(query, question) {
    const [row] = await query<RecipientRow>(select(["$1", "$2", "$3", "$4", "$5"]), valuesOf(question));
    return row ?? null;
  },
};
