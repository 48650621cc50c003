import type { Store } from "../store.ts";
import type { EndReason, SessionStateName } from "./schema.ts";
import { sessionColumns, writeSessionRows } from "./session-statements.ts";

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
  readonly appPasswordId: number | null;
  readonly client: string | null;
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

/** Rows of one write: locks wait behind no more than that. */
const rowsAtOnce = 100;

/** Written behind, in batches, by the worker that serves them; moves the accounts' last sign-in with them. */
export async function writeSessions({ statements }: Store, records: readonly SessionRecord[]): Promise<void> {
  const rows = records.map((record) => sessionColumns.map((name) => plain(record[name])));
  const writing: Promise<void>[] = [];
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    writing.push(statements.write(writeSessionRows, rows.slice(from, from + rowsAtOnce)));
  }
  await Promise.all(writing);
}

function plain(value: SessionRecord[keyof SessionRecord]): string | number | Uint8Array | null {
  return value instanceof Date ? value.getTime() : value;
}
