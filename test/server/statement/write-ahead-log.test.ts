import { fdatasyncSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sqliteFile } from "#server/database/url.ts";
import { claimLock } from "#server/maildrop/lock-statements.ts";
import { storeSnapshot } from "#server/maildrop/snapshot-statements.ts";
import { commitUpdate } from "#server/maildrop/update-statements.ts";
import { WriteConnection } from "#server/statement/sqlite/write-connection.ts";
import { fromPlain, type PlainError } from "#server/statement/statement-error.ts";
import { freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";

let at: TestStore;
let connection: WriteConnection;
let accountId: number;
/** How often the log was put on disk, how often that is still to fail, and how many updates there were. */
let synced = 0;
let failures = 0;
let updates = 0;

function syncFile(descriptor: number): void {
  if (failures > 0) {
    failures -= 1;
    throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
  }
  fdatasyncSync(descriptor);
  synced += 1;
}

beforeEach(async () => {
  at = await freshStore("sqlite");
  ({ accountId } = await givenAccount(at.store));
  synced = 0;
  failures = 0;
  updates = 0;
  connection = new WriteConnection(sqliteFile(at.environment.databaseUrl) ?? "", { syncFile });
});

afterEach(async () => {
  connection.close();
  await at.close();
});

const claim = (sessionId: string) =>
  connection.run({
    durability: "NORMAL",
    names: [claimLock.name],
    args: [{ accountId, sessionId, incarnationId: "w", acquiredAt: 0, asRead: null, delayMs: null }],
  });

/** An UPDATE without messages; the lock is given back with it. */
const update = (sessionId: string) => {
  const version = { changeSeq: updates, nextSequence: 1 };
  updates += 1;
  const none = { sequences: new Uint8Array([1]), messageCount: 0, octets: 0, committedAt: 0 };
  const args = [{ accountId, sessionId, version, ...none }];
  return connection.run({ durability: "FULL", names: [commitUpdate.name], args });
};

const isHeld = async () => (await at.store.db.maildropLock.count()) === 1;

test("a FULL batch is answered when the log is on disk, a NORMAL one before", async () => {
  expect(claim("s1").errors).toBeNull();
  expect(synced).toBe(0);
  expect(update("s1")).toMatchObject({ errors: null, results: [{ removalId: 1 }] });
  expect(synced).toBe(1);
});

test("a log that the disk did not take is no success, and is brought into the database before anything is promised again", async () => {
  claim("s1");
  failures = 1;
  const { errors } = update("s1");
  expect(fromPlain(errors?.get(0) as PlainError)).toMatchObject({ code: "storage" });
  // It was done all the same: nobody knows whether a power cut would take it back.
  expect(await isHeld()).toBe(false);
  expect(claim("s2").errors).toBeNull();
  expect(update("s2").errors).toBeNull();
  expect(synced).toBe(0); // a disk that failed says so once: only the checkpoint proves anything
  claim("s3");
  expect(update("s3").errors).toBeNull();
  expect(synced).toBe(1);
});

test("a batch in which nothing was done does not wait for the disk", () => {
  expect(connection.run({ durability: "FULL", names: ["no-such-write"], args: [null] }).errors?.size).toBe(1);
  expect(synced).toBe(0);
});

test("a checkpoint makes a long log begin anew", () => {
  const packed = new Uint8Array(9_000_000);
  const args = [{ accountId, packed, changeSeq: 0, nextSequence: 1 }];
  expect(connection.run({ durability: "NORMAL", names: [storeSnapshot.name], args }).errors).toBeNull();
  connection.checkpoint();
  claim("s1");
  const other = new BetterSqlite3(sqliteFile(at.environment.databaseUrl) ?? "");
  const [{ log }] = other.pragma("wal_checkpoint(PASSIVE)") as [{ log: number }];
  other.close();
  expect(log).toBeLessThan(20);
});
