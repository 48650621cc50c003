import type { Engine } from "../database/url.ts";
import { jsonRows } from "../database/json-rows.ts";
import type { Read, Write } from "../statement/statement.ts";
import { agesBegin, neverDownloaded } from "./packed-ages.ts";

/** Maildrops with more messages are left out: packing one would hold up its process, and rewriting it costs more than it saves. */
export const mostMessages = 20_000;

const downloadSeq = `COALESCE((SELECT d."downloadSeq" FROM "MaildropDownloads" d WHERE d."accountId" = a."id"), 0)`;

/** Looked up account by account: of a join PostgreSQL would read all ages before the first. */
const trueAges = (what: string) => `(SELECT ${what} FROM "MaildropAges" g
  WHERE g."accountId" = a."id" AND g."changeSeq" = a."changeSeq" AND g."downloadSeq" = ${downloadSeq})`;

export interface AgedPageAsked {
  /** Accounts from this id on. */
  readonly from: number;
  readonly take: number;
  /** Of this domain alone. */
  readonly domainId: number | null;
}

export interface AgedAccount {
  readonly id: number;
  readonly domainId: number;
  readonly messageCount: number;
  /** Null where there is no copy, or an old one. */
  readonly packed: Uint8Array | null;
}

const selectAged = (packed: string, from: string, domain: string, take: string) => `
  SELECT a."id", a."domainId", a."messageCount", ${trueAges(packed)} AS "packed" FROM "Account" a
  WHERE a."id" >= ${from} AND a."deletedAt" IS NULL AND (${domain} IS NULL OR a."domainId" = ${domain})
  ORDER BY a."id" LIMIT ${take}`;

/** Living accounts in the order of their ids, with what is known of their messages' ages. */
export const agedAccounts: Read<AgedPageAsked, AgedAccount[]> = {
  sqlite(database) {
    const select = database.prepare<[AgedPageAsked], AgedAccount>(
      selectAged(`g."packed"`, "@from", "@domainId", "@take"),
    );
    return (asked) => select.all(asked);
  },
  async postgresql(query, { from, take, domainId }) {
    // Two thirds of the octets, and of the time, that its own text for octets takes.
    const rows = await query<Omit<AgedAccount, "packed"> & { readonly packed: string | null }>(
      selectAged(`encode(g."packed", 'base64')`, "$1", "CAST($2 AS integer)", "$3"),
      [from, domainId, take],
    );
    return rows.map(({ packed, ...row }) => ({
      ...row,
      packed: packed === null ? null : Buffer.from(packed, "base64"),
    }));
  },
};

export interface StaleAccount {
  readonly id: number;
  readonly messageCount: number;
}

/** A row that is still to go would be packed with the others, and nothing tells when it has gone. */
const isStale = `a."deletedAt" IS NULL AND a."messageCount" BETWEEN 1 AND ${mostMessages}
  AND NOT EXISTS ${trueAges("1")}
  AND NOT EXISTS (SELECT 1 FROM "Removal" r WHERE r."accountId" = a."id" AND r."finishedAt" IS NULL)`;

const selectStale = (first: string, last: string) =>
  `SELECT a."id", a."messageCount" FROM "Account" a WHERE a."id" BETWEEN ${first} AND ${last} AND ${isStale} ORDER BY a."id"`;

/** Accounts among these ids whose copy is missing or old. */
export const staleAccounts: Read<{ readonly first: number; readonly last: number }, StaleAccount[]> = {
  sqlite(database) {
    const select = database.prepare<[number, number], StaleAccount>(selectStale("?", "?"));
    return ({ first, last }) => select.all(first, last);
  },
  postgresql: (query, { first, last }) => query<StaleAccount>(selectStale("$1", "$2"), [first, last]),
};

export interface PackedMaildrop {
  readonly accountId: number;
  readonly changeSeq: number;
  readonly downloadSeq: number;
  readonly packed: Uint8Array;
}

const index = `INDEXED BY "Message_accountId_arrivedAt_downloadedAt_octets_idx"`;
const secondOnSqlite = (column: string) => `(max(0, ("${column}" + 999) / 1000) - ${agesBegin}) & 4294967295`;
const secondOnPostgres = (column: string) =>
  `CAST(greatest(0, ceil(date_part('epoch', "${column}"))) - ${agesBegin} AS integer)`;

const pack: Readonly<Record<Engine, string>> = {
  sqlite: `(SELECT unhex(group_concat(printf('%08x%08x%08x', ${secondOnSqlite("arrivedAt")},
    CASE WHEN "downloadedAt" IS NULL THEN ${neverDownloaded} ELSE ${secondOnSqlite("downloadedAt")} END, "octets"), ''))
    FROM "Message" m ${index} WHERE m."accountId" = a."id")`,
  postgresql: `(SELECT string_agg(int4send(${secondOnPostgres("arrivedAt")}) ||
    int4send(CASE WHEN "downloadedAt" IS NULL THEN ${neverDownloaded} ELSE ${secondOnPostgres("downloadedAt")} END) || int4send("octets"), '')
    FROM "Message" m WHERE m."accountId" = a."id")`,
};

const selectPacked = (engine: Engine, ids: string) => `
  SELECT a."id" AS "accountId", a."changeSeq", ${downloadSeq} AS "downloadSeq", ${pack[engine]} AS "packed" FROM "Account" a
  WHERE a."id" ${ids} AND ${isStale}`;

/** Version and rows of each as of one moment; of those that are stale still. A microsecond a message. */
export const packMaildrops: Read<readonly number[], PackedMaildrop[]> = {
  sqlite(database) {
    const select = database.prepare<[string], PackedMaildrop & { packed: Uint8Array | null }>(
      selectPacked("sqlite", "IN (SELECT value FROM json_each(?))"),
    );
    return (ids) => select.all(JSON.stringify(ids)).filter(({ packed }) => packed !== null);
  },
  async postgresql(query, ids) {
    const rows = await query<PackedMaildrop & { packed: Uint8Array | null }>(
      selectPacked("postgresql", "= ANY(CAST($1 AS integer[]))"),
      [ids],
    );
    return rows.filter(({ packed }) => packed !== null);
  },
};

const keep = (source: string) => `
  INSERT INTO "MaildropAges" ("accountId", "changeSeq", "downloadSeq", "packed") ${source}
  ON CONFLICT ("accountId") DO UPDATE SET "changeSeq" = excluded."changeSeq", "downloadSeq" = excluded."downloadSeq",
    "packed" = excluded."packed"`;

/** Some hundred octets a millisecond each: a page of at most some 200. An account that has gone meanwhile is left out. */
export const keepAges: Write<readonly PackedMaildrop[], void> = {
  name: "keep-ages",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const store = database.prepare<[PackedMaildrop]>(
      keep(`SELECT "id", @changeSeq, @downloadSeq, @packed FROM "Account" WHERE "id" = @accountId`),
    );
    return (maildrops) => {
      for (const maildrop of maildrops) store.run(maildrop);
    };
  },
  async postgresql({ query }, maildrops) {
    const rows = maildrops.map(({ accountId, changeSeq, downloadSeq: downloads, packed }) => [
      accountId,
      changeSeq,
      downloads,
      Buffer.from(packed).toString("hex"),
    ]);
    await query(
      keep(`SELECT a."id", CAST(r.value->>1 AS integer), CAST(r.value->>2 AS integer), decode(r.value->>3, 'hex')
        FROM ${jsonRows.postgresql} JOIN "Account" a ON a."id" = CAST(r.value->>0 AS integer) ORDER BY a."id"`),
      [JSON.stringify(rows)],
    );
  },
};
