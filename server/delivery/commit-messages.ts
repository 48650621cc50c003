import { forUpdate, jsonInstant, jsonRows } from "../database/json-rows.ts";
import { type Engine, engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import type { DomainError } from "../errors.ts";
import type { UniqueNumber } from "../message/unique-id.ts";
import type { Store } from "../store.ts";
import { admit, type Room } from "./admit.ts";

/** A message whose body is on disk. */
export interface NewMessage {
  readonly accountId: number;
  /** For the sentence of a refusal. */
  readonly address: string;
  readonly unique: UniqueNumber;
  readonly importedId: string | null;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
  readonly place: string;
  readonly arrivedAt: Date;
}

/** The connection failed during COMMIT: nobody knows whether it happened. `cause` is what the database said. */
export class CommitUnknown extends Error {}

/**
 * One transaction of four statements for the whole batch. Gives, in order, each message's sequence or why its maildrop refuses it.
 * A delivery grows `changeSeq` by as much as `nextSequence`, any other change `changeSeq` alone: by that a snapshot knows that
 * nothing but deliveries has come since.
 */
export async function commitMessages(store: Store, messages: readonly NewMessage[]): Promise<(number | DomainError)[]> {
  const engine = engineOf(store.environment.databaseUrl);
  let isDecided = false;
  try {
    return await store.db.$transaction(async (tx) => {
      const rooms = await readRooms(tx, engine, messages);
      const results = admit(messages, rooms, await readTaken(tx, engine, messages));
      await write(tx, engine, rooms, messages, results, store.clock.now());
      isDecided = true;
      return results;
    });
  } catch (error) {
    // SQLite's commit is a call in this process: it failed, or it did not.
    if (isDecided && engine === "postgresql") throw new CommitUnknown("commit unknown", { cause: error });
    throw error;
  }
}

/** The accounts of the batch, kept from other writers until the commit; by id, so that two batches never wait for each other in a ring. */
const selectRooms = (engine: Engine) => `
  SELECT "id", "deletedAt" IS NULL AND "canReceive" AS "isOpen", "quotaOctets", "quotaMessages", "messageCount", "octets", "nextSequence"
  FROM "Account" WHERE "id" IN (SELECT CAST(r.value AS INTEGER) FROM ${jsonRows[engine]}) ORDER BY "id" ${forUpdate[engine]}`;

async function readRooms(tx: Tx, engine: Engine, messages: readonly NewMessage[]): Promise<Map<number, Room>> {
  const ids = [...new Set(messages.map(({ accountId }) => accountId))];
  const rows = await tx.$queryRawUnsafe<
    {
      id: number | bigint;
      isOpen: boolean | number | bigint;
      quotaOctets: number | bigint | null;
      quotaMessages: number | bigint | null;
      messageCount: number | bigint;
      octets: number | bigint;
      nextSequence: number | bigint;
    }[]
  >(selectRooms(engine), JSON.stringify(ids));
  return new Map(
    rows.map((row) => [
      Number(row.id),
      {
        isOpen: Boolean(row.isOpen),
        quotaOctets: row.quotaOctets === null ? null : Number(row.quotaOctets),
        quotaMessages: row.quotaMessages === null ? null : Number(row.quotaMessages),
        messageCount: Number(row.messageCount),
        octets: Number(row.octets),
        nextSequence: Number(row.nextSequence),
        newMessages: 0,
        newOctets: 0,
      },
    ]),
  );
}

const selectTaken = (engine: Engine) => `
  SELECT "accountId", "importedId" FROM "Message" WHERE ("accountId", "importedId") IN
  (SELECT CAST(r.value->>0 AS INTEGER), r.value->>1 FROM ${jsonRows[engine]})`;

/** Imported unique-ids of the batch that are in their maildrops already, as `accountId importedId`. */
async function readTaken(tx: Tx, engine: Engine, messages: readonly NewMessage[]): Promise<Set<string>> {
  const pairs = messages.flatMap(({ accountId, importedId }) => (importedId === null ? [] : [[accountId, importedId]]));
  if (pairs.length === 0) return new Set();
  const rows = await tx.$queryRawUnsafe<{ accountId: number | bigint; importedId: string }[]>(
    selectTaken(engine),
    JSON.stringify(pairs),
  );
  return new Set(rows.map(({ accountId, importedId }) => `${accountId} ${importedId}`));
}

const insertMessages = (engine: Engine) => `
  INSERT INTO "Message" ("accountId", "sequence", "uniqueEpoch", "uniqueNumber", "importedId", "octets", "headerOctets",
    "hasDotLines", "bodyPlace", "arrivedAt")
  SELECT CAST(r.value->>0 AS INTEGER), CAST(r.value->>1 AS INTEGER), r.value->>2, CAST(r.value->>3 AS BIGINT), r.value->>4,
    CAST(r.value->>5 AS INTEGER), CAST(r.value->>6 AS INTEGER), CAST(r.value->>7 AS BOOLEAN), r.value->>8,
    ${jsonInstant[engine]("r.value->>9")}
  FROM ${jsonRows[engine]}`;

const growAccounts = (engine: Engine) => `
  UPDATE "Account" SET
    "messageCount" = "Account"."messageCount" + CAST(r.value->>1 AS INTEGER),
    "octets" = "Account"."octets" + CAST(r.value->>2 AS BIGINT),
    "changeSeq" = "Account"."changeSeq" + CAST(r.value->>1 AS INTEGER),
    "nextSequence" = "Account"."nextSequence" + CAST(r.value->>1 AS INTEGER),
    "lastDeliveryAt" = ${jsonInstant[engine]("r.value->>3")}
  FROM ${jsonRows[engine]} WHERE "Account"."id" = CAST(r.value->>0 AS INTEGER)`;

async function write(
  tx: Tx,
  engine: Engine,
  rooms: ReadonlyMap<number, Room>,
  messages: readonly NewMessage[],
  results: readonly (number | DomainError)[],
  now: Date,
): Promise<void> {
  const rows = messages.flatMap((message, index) => {
    const sequence = results[index];
    return typeof sequence === "number" ? [rowOf(message, sequence)] : [];
  });
  if (rows.length === 0) return;
  const grown = [...rooms].filter(([, room]) => room.newMessages > 0);
  const growth = grown.map(([id, room]) => [id, room.newMessages, room.newOctets, now.getTime()]);
  await tx.$executeRawUnsafe(growAccounts(engine), JSON.stringify(growth));
  await tx.$executeRawUnsafe(insertMessages(engine), JSON.stringify(rows));
}

function rowOf(message: NewMessage, sequence: number): unknown[] {
  const { accountId, unique, importedId, octets, headerOctets, hasDotLines, place, arrivedAt } = message;
  const { epoch, number } = unique;
  return [
    accountId,
    sequence,
    epoch,
    number,
    importedId,
    octets,
    headerOctets,
    hasDotLines,
    place,
    arrivedAt.getTime(),
  ];
}
