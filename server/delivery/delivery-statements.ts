import { jsonRows } from "../database/json-rows.ts";
import type { PostgresQuery } from "../statement/postgresql/postgres.ts";
import type { Write } from "../statement/statement.ts";
import { admit, type Refusal, type Room } from "./admit.ts";

/** A message whose body is on disk. */
export interface NewMessage {
  readonly accountId: number;
  readonly uniqueEpoch: string;
  readonly uniqueNumber: number;
  readonly importedId: string | null;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
  readonly place: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
}

export interface NewMessages {
  readonly messages: readonly NewMessage[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The connection failed during COMMIT: nobody knows whether it happened. `cause` is what the database said. */
export class CommitUnknown extends Error {}

/**
 * Puts messages into their maildrops. Gives, in order, each message's sequence or why its maildrop refuses it. A delivery grows
 * `changeSeq` by as much as `nextSequence`, any other change `changeSeq` alone: by that a snapshot knows that nothing but
 * deliveries has come since.
 */
export const storeMessages: Write<NewMessages, (number | Refusal)[]> = {
  name: "store-messages",
  durability: "FULL",
  sqlite(database) {
    const selectRoom = database.prepare<[number], Room>(`${roomClause} WHERE "id" = ?`);
    const selectTaken = database
      .prepare<[number, string], number>(`SELECT 1 FROM "Message" WHERE "accountId" = ? AND "importedId" = ?`)
      .pluck();
    const insert = database.prepare<(string | number | null)[]>(
      `${insertClause} VALUES (${Array(10).fill("?").join(", ")})`,
    );
    const grow = database.prepare<{ id: number; messages: number; octets: number; now: number }>(
      `UPDATE "Account" SET "messageCount" = "messageCount" + @messages, "octets" = "octets" + @octets,
       "changeSeq" = "changeSeq" + @messages, "nextSequence" = "nextSequence" + @messages, "lastDeliveryAt" = @now
       WHERE "id" = @id`,
    );
    return ({ messages, now }) => {
      const rooms = new Map<number, Room>();
      for (const { accountId } of messages) {
        if (rooms.has(accountId)) continue;
        const room = selectRoom.get(accountId);
        if (room !== undefined) rooms.set(accountId, room);
      }
      const results = admit(messages, rooms, (accountId, importedId) => {
        return selectTaken.get(accountId, importedId) !== undefined;
      });
      for (const [index, message] of messages.entries()) {
        const sequence = results[index];
        if (typeof sequence === "number") insert.run(...valuesOf(message, sequence));
      }
      for (const [id, { newMessages, newOctets }] of rooms) {
        if (newMessages > 0) grow.run({ id, messages: newMessages, octets: newOctets, now });
      }
      return results;
    };
  },
  async postgresql({ transaction }, { messages, now }) {
    let isDecided = false;
    try {
      return await transaction(async (query) => {
        const rooms = await lockRooms(query, messages);
        const taken = await readTaken(query, messages);
        const results = admit(messages, rooms, (accountId, importedId) => taken.has(`${accountId} ${importedId}`));
        await write(query, messages, results, rooms, now);
        isDecided = true;
        return results;
      });
    } catch (error) {
      if (isDecided) throw new CommitUnknown("commit unknown", { cause: error });
      throw error;
    }
  },
};

const roomClause = `SELECT "id", "deletedAt" IS NULL AND "canReceive" AS "isOpen", "quotaOctets", "quotaMessages", "messageCount",
  "octets", "nextSequence", 0 AS "newMessages", 0 AS "newOctets" FROM "Account"`;

const insertClause = `INSERT INTO "Message" ("accountId", "sequence", "uniqueEpoch", "uniqueNumber", "importedId", "octets",
  "headerOctets", "hasDotLines", "bodyPlace", "arrivedAt")`;

function valuesOf(message: NewMessage, sequence: number): (string | number | null)[] {
  const { accountId, uniqueEpoch, uniqueNumber, importedId, octets, headerOctets, hasDotLines, place, arrivedAt } =
    message;
  return [
    accountId,
    sequence,
    uniqueEpoch,
    uniqueNumber,
    importedId,
    octets,
    headerOctets,
    Number(hasDotLines),
    place,
    arrivedAt,
  ];
}

/** The accounts of the batch, kept from other writers until the commit; by id, so that two batches never wait for each other in a ring. */
async function lockRooms(query: PostgresQuery, messages: readonly NewMessage[]): Promise<Map<number, Room>> {
  const ids = [...new Set(messages.map(({ accountId }) => accountId))];
  const rows = await query<Room & { id: number }>(
    `${roomClause} WHERE "id" = ANY(CAST($1 AS integer[])) ORDER BY "id" FOR UPDATE`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Imported unique-ids of the batch that are in their maildrops already, as `accountId importedId`. */
async function readTaken(query: PostgresQuery, messages: readonly NewMessage[]): Promise<Set<string>> {
  const pairs = messages.flatMap(({ accountId, importedId }) => (importedId === null ? [] : [[accountId, importedId]]));
  if (pairs.length === 0) return new Set();
  const rows = await query<{ accountId: number; importedId: string }>(
    `SELECT "accountId", "importedId" FROM "Message" WHERE ("accountId", "importedId") IN
     (SELECT CAST(r.value->>0 AS integer), r.value->>1 FROM ${jsonRows.postgresql})`,
    [JSON.stringify(pairs)],
  );
  return new Set(rows.map(({ accountId, importedId }) => `${accountId} ${importedId}`));
}

const instant = (field: string) =>
  `CAST(to_timestamp(CAST(${field} AS double precision) / 1000) AT TIME ZONE 'UTC' AS timestamp(3))`;

async function write(
  query: PostgresQuery,
  messages: readonly NewMessage[],
  results: readonly (number | Refusal)[],
  rooms: ReadonlyMap<number, Room>,
  now: number,
): Promise<void> {
  const rows = messages.flatMap((message, index) => {
    const sequence = results[index];
    return typeof sequence === "number" ? [valuesOf(message, sequence)] : [];
  });
  if (rows.length === 0) return;
  const grown = [...rooms].filter(([, { newMessages }]) => newMessages > 0);
  await query(
    `UPDATE "Account" SET "messageCount" = "Account"."messageCount" + CAST(r.value->>1 AS integer),
     "octets" = "Account"."octets" + CAST(r.value->>2 AS bigint),
     "changeSeq" = "Account"."changeSeq" + CAST(r.value->>1 AS integer),
     "nextSequence" = "Account"."nextSequence" + CAST(r.value->>1 AS integer), "lastDeliveryAt" = ${instant("r.value->>3")}
     FROM ${jsonRows.postgresql} WHERE "Account"."id" = CAST(r.value->>0 AS integer)`,
    [JSON.stringify(grown.map(([id, { newMessages, newOctets }]) => [id, newMessages, newOctets, now]))],
  );
  await query(
    `${insertClause} SELECT CAST(r.value->>0 AS integer), CAST(r.value->>1 AS integer), r.value->>2, CAST(r.value->>3 AS bigint),
     r.value->>4, CAST(r.value->>5 AS integer), CAST(r.value->>6 AS integer), r.value->>7 = '1', r.value->>8,
     ${instant("r.value->>9")} FROM ${jsonRows.postgresql}`,
    [JSON.stringify(rows)],
  );
}
