import { type Engine, engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";
import type { EndReason, SessionStateName } from "./schema.ts";

/** A session as its worker knows it. Written whole each time; holds no secret. */
export interface SessionRecord {
  readonly id: string;
  readonly incarnationId: string;
  readonly listenerId: number | null;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  readonly tlsVersion: string | null;
  readonly state: SessionStateName | null;
  readonly accountId: number | null;
  readonly address: string | null;
  readonly mechanism: string | null;
  readonly lastRefusal: string | null;
  readonly lastCommand: string | null;
  readonly lastCommandAt: Date | null;
  readonly commandCount: number;
  readonly octetsSent: number;
  /** Sequences, as packed sets (server/maildrop/packed-set.ts). */
  readonly retrieved: Uint8Array | null;
  readonly marked: Uint8Array | null;
  readonly retrievedCount: number;
  readonly markedCount: number;
  readonly removedCount: number;
  readonly startedAt: Date;
  readonly signedInAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
}

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
const names = Object.keys(columns) as (keyof SessionRecord)[];

/** Values travel as one JSON array of arrays, octets in hex, instants in milliseconds: one statement for any number of rows. */
const source = {
  sqlite: (name: keyof SessionRecord, index: number) => {
    const value = `value->>${index}`;
    return columns[name] === "octets" ? `unhex(${value})` : value;
  },
  postgresql: (name: keyof SessionRecord, index: number) => {
    const value = `value->>${index}`;
    const kind = columns[name];
    if (kind === "octets") return `decode(${value}, 'hex')`;
    if (kind === "instant") return `timestamp 'epoch' + (${value})::double precision * interval '1 millisecond'`;
    return kind === "text" ? value : `(${value})::${kind}`;
  },
} satisfies Record<Engine, unknown>;

const rowsOf = {
  sqlite: "json_each(?)",
  postgresql: "jsonb_array_elements($1::jsonb) AS rows(value)",
} satisfies Record<Engine, string>;

const statements = { sqlite: upsert("sqlite"), postgresql: upsert("postgresql") };

/** A session that has ended stays as it ended: a late batch, or its worker's death, does not raise it again. */
function upsert(engine: Engine): string {
  const quoted = names.map((name) => `"${name}"`).join(", ");
  const set = names
    .filter((name) => name !== "id")
    .map((name) => `"${name}" = excluded."${name}"`)
    .join(", ");
  return `INSERT INTO "Session" (${quoted}) SELECT ${names.map(source[engine]).join(", ")} FROM ${rowsOf[engine]} WHERE true
    ON CONFLICT ("id") DO UPDATE SET ${set} WHERE "Session"."endedAt" IS NULL`;
}

/** Written behind, in batches, by the worker that serves them; moves the accounts' last sign-in with them. */
export async function writeSessions(store: Store, records: readonly SessionRecord[]): Promise<void> {
  if (records.length === 0) return;
  const engine = engineOf(store.environment.databaseUrl);
  const rows = JSON.stringify(records.map((record) => names.map((name) => wire(record[name]))));
  await store.relaxed.$transaction(async (tx) => {
    await tx.$executeRawUnsafe(statements[engine], rows);
    await noteSignIns(tx, records);
  });
}

async function noteSignIns(tx: Tx, records: readonly SessionRecord[]): Promise<void> {
  const newest = new Map<number, Date>();
  for (const { accountId, signedInAt } of records) {
    if (accountId === null || signedInAt === null) continue;
    const known = newest.get(accountId);
    if (!known || known < signedInAt) newest.set(accountId, signedInAt);
  }
  // In the order of ids, as every transaction that touches several accounts: PostgreSQL locks row by row.
  for (const [id, at] of [...newest].sort(([a], [b]) => a - b)) {
    await tx.$executeRaw`UPDATE "Account" SET "lastSignInAt" = ${at}
      WHERE "id" = ${id} AND ("lastSignInAt" IS NULL OR "lastSignInAt" < ${at})`;
  }
}

function wire(value: SessionRecord[keyof SessionRecord]): string | number | null {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
  // PostgreSQL has no text with a NUL in it.
  return typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value;
}
