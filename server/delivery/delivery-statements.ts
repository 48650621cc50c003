import { jsonRows } from "../database/json-rows.ts";
import { type DomainUse, DomainUses } from "../quota/domain-uses.ts";
import { quotaTurn, selectDomainUse } from "../quota/use-statements.ts";
import type { Postgres, PostgresQuery } from "../statement/postgresql/postgres.ts";
import type { Write } from "../statement/statement.ts";
import { admit, type Holder, type Refusal, type Room } from "./admit.ts";
import { type Demand, demandsOf, holderOf, knownUse, noteDelivered } from "./domain-demand.ts";

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
    const selectRoom = database.prepare<[number], Room>(`${roomClause} WHERE a."id" = ?`);
    const selectUse = database.prepare<[number], DomainUse>(selectDomainUse("?"));
    const uses = new DomainUses();
    const selectTaken = database
      .prepare<{ accountId: number; importedId: string }, number>(
        `SELECT 1 FROM "Message" WHERE "accountId" = @accountId AND "importedId" = @importedId
         UNION ALL SELECT 1 FROM "RemovedMessage" WHERE "accountId" = @accountId AND "importedId" = @importedId LIMIT 1`,
      )
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
      const domains = new Map<number, Holder>();
      for (const demand of demandsOf(messages, rooms)) {
        const { domainId } = demand;
        const count = () => {
          const began = performance.now();
          return uses.keep(domainId, selectUse.get(domainId) as DomainUse, performance.now() - began);
        };
        domains.set(domainId, holderOf(demand, knownUse(uses, demand) ?? count()));
      }
      const results = admit(messages, rooms, domains, (accountId, importedId) => {
        return selectTaken.get({ accountId, importedId }) !== undefined;
      });
      noteDelivered(uses, domains);
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
  async postgresql(postgres, { messages, now }) {
    const { transaction } = postgres;
    let isDecided = false;
    try {
      return await transaction(async (query) => {
        const rooms = await lockRooms(query, messages);
        const uses = usesOf(postgres);
        const domains = await countDomains(query, uses, demandsOf(messages, rooms));
        const taken = await readTaken(query, messages);
        const results = admit(messages, rooms, domains, (accountId, importedId) => {
          return taken.has(`${accountId} ${importedId}`);
        });
        noteDelivered(uses, domains);
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

const roomClause = `SELECT a."id", a."deletedAt" IS NULL AND a."canReceive" AS "isOpen", a."quotaOctets", a."quotaMessages",
  a."messageCount", a."octets", a."nextSequence", a."domainId", d."quotaOctets" AS "domainOctets",
  d."quotaMessages" AS "domainMessages", 0 AS "newMessages", 0 AS "newOctets"
  FROM "Account" a JOIN "Domain" d ON d."id" = a."domainId"`;

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
    `${roomClause} WHERE a."id" = ANY(CAST($1 AS integer[])) ORDER BY a."id" FOR UPDATE OF a`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const allUses = new WeakMap<Postgres, DomainUses>();

/** One for each connection pool, that is for each process. */
function usesOf(postgres: Postgres): DomainUses {
  const uses = allUses.get(postgres) ?? new DomainUses();
  allUses.set(postgres, uses);
  return uses;
}

/** A domain near its limit is counted while nobody else brings mail to it; by id, so that nobody waits in a ring. */
async function countDomains(query: PostgresQuery, uses: DomainUses, demands: Demand[]): Promise<Map<number, Holder>> {
  const domains = new Map<number, Holder>();
  for (const demand of demands) {
    const { domainId } = demand;
    let use = knownUse(uses, demand);
    if (use === null) {
      await query("SELECT pg_advisory_xact_lock($1, $2)", [quotaTurn, domainId]);
      const began = performance.now();
      const [counted] = await query<DomainUse>(selectDomainUse("$1"), [domainId]);
      use = uses.keep(domainId, counted as DomainUse, performance.now() - began);
    }
    domains.set(domainId, holderOf(demand, use));
  }
  return domains;
}

/** Imported unique-ids of the batch that are in their maildrops already, or could be brought back, as `accountId importedId`. */
async function readTaken(query: PostgresQuery, messages: readonly NewMessage[]): Promise<Set<string>> {
  const pairs = messages.flatMap(({ accountId, importedId }) => (importedId === null ? [] : [[accountId, importedId]]));
  if (pairs.length === 0) return new Set();
  const rows = await query<{ accountId: number; importedId: string }>(
    `WITH asked ("accountId", "importedId") AS (SELECT CAST(r.value->>0 AS integer), r.value->>1 FROM ${jsonRows.postgresql})
     SELECT "accountId", "importedId" FROM "Message" JOIN asked USING ("accountId", "importedId")
     UNION SELECT "accountId", "importedId" FROM "RemovedMessage" JOIN asked USING ("accountId", "importedId")`,
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
