import type { Read, Write } from "../statement/statement.ts";
import type { MaildropVersion } from "./version.ts";

/** An account's counter beside its maildrop's version. */
export interface MaildropState extends MaildropVersion {
  readonly messageCount: number;
}

const selectState = (account: string) =>
  `SELECT "changeSeq", "nextSequence", "messageCount" FROM "Account" WHERE "id" = ${account}`;

/** Null where the account is no more. */
export const maildropState: Read<number, MaildropState | null> = {
  sqlite(database) {
    const state = database.prepare<[number], MaildropState>(selectState("?"));
    return (accountId) => state.get(accountId) ?? null;
  },
  postgresql: async (query, accountId) => (await query<MaildropState>(selectState("$1"), [accountId]))[0] ?? null,
};

const selectRemoved = (account: string) =>
  `SELECT "sequences" FROM "Removal" WHERE "accountId" = ${account} AND "finishedAt" IS NULL`;

/** Packed sets of what is removed while its rows are still to be taken away. */
export const removedSequences: Read<number, Uint8Array[]> = {
  sqlite(database) {
    const sets = database.prepare<[number], Uint8Array>(selectRemoved("?")).pluck();
    return (accountId) => sets.all(accountId);
  },
  async postgresql(query, accountId) {
    const rows = await query<{ sequences: Uint8Array }>(selectRemoved("$1"), [accountId]);
    return rows.map(({ sequences }) => sequences);
  },
};

export interface StoredAsked extends MaildropVersion {
  readonly accountId: number;
}

/** Only deliveries lie between what is stored and the version asked for. */
const selectStored = (account: string, difference: string, changeSeq: string) => `
  SELECT "changeSeq", "nextSequence", "packed" FROM "MaildropSnapshot"
  WHERE "accountId" = ${account} AND "changeSeq" - "nextSequence" = ${difference} AND "changeSeq" <= ${changeSeq}`;

export interface StoredSnapshot extends MaildropVersion {
  readonly packed: Uint8Array;
}

/** The listing written for this version of the maildrop, or for one that has only been delivered to since; null where there is none. */
export const storedSnapshot: Read<StoredAsked, StoredSnapshot | null> = {
  sqlite(database) {
    const stored = database.prepare<[number, number, number], StoredSnapshot>(selectStored("?", "?", "?"));
    return ({ accountId, changeSeq, nextSequence }) =>
      stored.get(accountId, changeSeq - nextSequence, changeSeq) ?? null;
  },
  async postgresql(query, { accountId, changeSeq, nextSequence }) {
    const text = selectStored("$1", "CAST($2 AS integer)", "$3");
    const [row] = await query<StoredSnapshot>(text, [accountId, changeSeq - nextSequence, changeSeq]);
    return row ?? null;
  },
};

export interface SnapshotToStore extends StoredSnapshot {
  readonly accountId: number;
}

/** Never an older one over a newer one; one as new may have been damaged. */
const store = (packed: string, changeSeq: string, nextSequence: string, account: string) => `
  INSERT INTO "MaildropSnapshot" ("accountId", "packed", "changeSeq", "nextSequence")
  SELECT "id", ${packed}, ${changeSeq}, ${nextSequence} FROM "Account" WHERE "id" = ${account}
  ON CONFLICT ("accountId") DO UPDATE SET
    "packed" = excluded."packed", "changeSeq" = excluded."changeSeq", "nextSequence" = excluded."nextSequence"
  WHERE "MaildropSnapshot"."changeSeq" <= excluded."changeSeq"`;

/** A copy that may be lost: nobody waits for it. */
export const storeSnapshot: Write<SnapshotToStore, void> = {
  name: "store-snapshot",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const insert = database.prepare<[Uint8Array, number, number, number]>(store("?", "?", "?", "?"));
    return ({ accountId, packed, changeSeq, nextSequence }) =>
      void insert.run(packed, changeSeq, nextSequence, accountId);
  },
  async postgresql({ query }, { accountId, packed, changeSeq, nextSequence }) {
    await query(store("CAST($1 AS bytea)", "CAST($2 AS integer)", "CAST($3 AS integer)", "$4"), [
      packed,
      changeSeq,
      nextSequence,
      accountId,
    ]);
  },
};
