import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";
import type { SessionRecord } from "./write-sessions.ts";

type Kind = "text" | "int" | "bigint" | "octets" | "instant";

const columns: Readonly<Record<keyof SessionRecord, Kind>> = {
  id: "text",
  incarnationId: "text",
  listenerId: "int",
  remoteAddress: "text",
  remotePort: "int",
  localPort: "int",
  tlsVersion: "text",
  state: "text",
  accountId: "int",
  address: "text",
  mechanism: "text",
  appPasswordId: "int",
  client: "text",
  lastRefusal: "text",
  lastCommand: "text",
  lastCommandAt: "instant",
  commandCount: "int",
  octetsSent: "bigint",
  retrieved: "octets",
  marked: "octets",
  retrievedCount: "int",
  markedCount: "int",
  removedCount: "int",
  startedAt: "instant",
  signedInAt: "instant",
  endedAt: "instant",
  endReason: "text",
};

export const sessionColumns = Object.keys(columns) as readonly (keyof SessionRecord)[];
const accountAt = sessionColumns.indexOf("accountId");
const signedInAtAt = sessionColumns.indexOf("signedInAt");
const appPasswordAt = sessionColumns.indexOf("appPasswordId");
const remoteAddressAt = sessionColumns.indexOf("remoteAddress");

/** A row in the order of `sessionColumns`, instants in milliseconds. */
export type SessionValues = readonly (string | number | Uint8Array | null)[];

/** Newest sign-in of each account, by account: PostgreSQL locks row by row, and all who touch several go in this order. */
function signInsOf(rows: readonly SessionValues[]): [accountId: number, at: number][] {
  const newest = new Map<number, number>();
  for (const row of rows) {
    const [accountId, at] = [row[accountAt], row[signedInAtAt]];
    if (typeof accountId !== "number" || typeof at !== "number") continue;
    newest.set(accountId, Math.max(at, newest.get(accountId) ?? 0));
  }
  return [...newest].sort(([one], [other]) => one - other);
}

/** Newest use of each app password, by its id, for the same reason. */
function usesOf(rows: readonly SessionValues[]): [appPasswordId: number, at: number, from: string][] {
  const newest = new Map<number, [number, number, string]>();
  for (const row of rows) {
    const [id, at, from] = [row[appPasswordAt], row[signedInAtAt], row[remoteAddressAt]];
    if (typeof id !== "number" || typeof at !== "number" || typeof from !== "string") continue;
    if (at >= (newest.get(id)?.[1] ?? 0)) newest.set(id, [id, at, from]);
  }
  return [...newest.values()].sort(([one], [other]) => one - other);
}

/** A session that has ended stays as it ended: a late batch, or its worker's death, does not raise it again. */
function upsert(source: string): string {
  const quoted = sessionColumns.map((name) => `"${name}"`).join(", ");
  const changes = sessionColumns.filter((name) => name !== "id").map((name) => `"${name}" = excluded."${name}"`);
  return `INSERT INTO "Session" (${quoted}) ${source}
    ON CONFLICT ("id") DO UPDATE SET ${changes.join(", ")} WHERE "Session"."endedAt" IS NULL`;
}

/** On PostgreSQL rows travel as one JSON array of arrays, octets in hex. */
function fromJson(name: keyof SessionRecord, index: number): string {
  const value = `r.value->>${index}`;
  const kind = columns[name];
  if (kind === "octets") return `decode(${value}, 'hex')`;
  if (kind === "instant") return jsonInstant.postgresql(value);
  return kind === "text" ? value : `CAST(${value} AS ${kind})`;
}

const onPostgres = {
  upsert: upsert(`SELECT ${sessionColumns.map(fromJson).join(", ")} FROM ${jsonRows.postgresql} WHERE true`),
  note: `UPDATE "Account" SET "lastSignInAt" = ${jsonInstant.postgresql("r.value->>1")} FROM ${jsonRows.postgresql}
    WHERE "Account"."id" = CAST(r.value->>0 AS int)
      AND ("lastSignInAt" IS NULL OR "lastSignInAt" < ${jsonInstant.postgresql("r.value->>1")})`,
  noteUse: `UPDATE "AppPassword" SET "lastUsedAt" = ${jsonInstant.postgresql("r.value->>1")}, "lastUsedAddress" = r.value->>2
    FROM ${jsonRows.postgresql} WHERE "AppPassword"."id" = CAST(r.value->>0 AS int)
      AND ("lastUsedAt" IS NULL OR "lastUsedAt" < ${jsonInstant.postgresql("r.value->>1")})`,
  keepUsed: `SELECT 1 FROM "AppPassword" WHERE "id" IN (SELECT CAST(r.value->>0 AS int) FROM ${jsonRows.postgresql})
    ORDER BY "id" FOR UPDATE`,
  keep: `SELECT 1 FROM "Account" WHERE "id" IN (SELECT CAST(r.value->>0 AS int) FROM ${jsonRows.postgresql})
    ORDER BY "id" FOR UPDATE`,
};

/** Sessions as they are now, and with them the last sign-ins of their accounts and app passwords. */
export const writeSessionRows: Write<readonly SessionValues[], void> = {
  name: "write-sessions",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const write = database.prepare<(string | number | Uint8Array | null)[]>(
      upsert(`VALUES (${sessionColumns.map(() => "?").join(", ")})`),
    );
    const note = database.prepare<[number, number, number]>(
      `UPDATE "Account" SET "lastSignInAt" = ? WHERE "id" = ? AND ("lastSignInAt" IS NULL OR "lastSignInAt" < ?)`,
    );
    const noteUse = database.prepare<[number, string, number, number]>(
      `UPDATE "AppPassword" SET "lastUsedAt" = ?, "lastUsedAddress" = ? WHERE "id" = ? AND ("lastUsedAt" IS NULL OR "lastUsedAt" < ?)`,
    );
    return (rows) => {
      for (const row of rows) write.run(...row.map(withoutNul));
      for (const [accountId, at] of signInsOf(rows)) note.run(at, accountId, at);
      for (const [id, at, from] of usesOf(rows)) noteUse.run(at, from, id, at);
    };
  },
  async postgresql({ transaction }, rows) {
    const plain = rows.map((row) => row.map((value) => (value instanceof Uint8Array ? hex(value) : withoutNul(value))));
    const [signIns, uses] = [signInsOf(rows), usesOf(rows)];
    await transaction(async (query) => {
      await query(onPostgres.upsert, [JSON.stringify(plain)]);
      if (signIns.length === 0) return;
      await query(onPostgres.keep, [JSON.stringify(signIns)]);
      await query(onPostgres.note, [JSON.stringify(signIns)]);
      if (uses.length === 0) return;
      await query(onPostgres.keepUsed, [JSON.stringify(uses)]);
      await query(onPostgres.noteUse, [JSON.stringify(uses)]);
    });
  },
};

/** PostgreSQL has no text with a NUL in it; and what SQLite would keep of one ends there. */
function withoutNul<Value>(value: Value): Value | string {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("hex");
}
