import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";

/** What the sessions of an account that began lately have downloaded. */
export interface Retrieved {
  readonly messages: number;
  /** All that these sessions were sent, listings too. */
  readonly octets: number;
}

export interface RetrievedSince {
  readonly accountId: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const select = `SELECT COALESCE(SUM("retrievedCount"), 0) AS "messages", COALESCE(SUM("octetsSent"), 0) AS "octets"
  FROM "Session" WHERE "retrievedCount" > 0 AND `;

/** Of the sessions that began since then. What a session has done shows here within the second; when it has ended sooner. */
export const retrievedSince: Read<RetrievedSince, Retrieved> = {
  sqlite(database) {
    const statement = database.prepare<[number, number], Retrieved>(`${select} "accountId" = ? AND "startedAt" >= ?`);
    return ({ accountId, since }) => statement.get(accountId, since) ?? nothing;
  },
  async postgresql(query, { accountId, since }) {
    const [row] = await query<Record<keyof Retrieved, unknown>>(
      `${select} "accountId" = $1 AND "startedAt" >= CAST($2 AS timestamp(3))`,
      [accountId, timestamp(since)],
    );
    return row ? { messages: Number(row.messages), octets: Number(row.octets) } : nothing;
  },
};

const nothing: Retrieved = { messages: 0, octets: 0 };
