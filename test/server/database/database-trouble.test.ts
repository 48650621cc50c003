import { afterEach, beforeEach, expect, test } from "vitest";
import { accountNamed } from "#server/credential/account-statements.ts";
import { databaseTrouble } from "#server/database/database-trouble.ts";
import { openDb } from "#server/db.ts";
import { DomainError } from "#server/errors.ts";
import { openStatements } from "#server/statement/open-statements.ts";
import { freshStore, type TestStore } from "#test/support/databases.ts";

let at: TestStore;
beforeEach(async () => {
  at = await freshStore("sqlite");
});
afterEach(() => at.close());

async function sentenceOf(work: Promise<unknown>): Promise<string> {
  const trouble = databaseTrouble(await work.catch((error: unknown) => error));
  expect(trouble).toBeInstanceOf(DomainError);
  expect(trouble).toMatchObject({ code: "storage" });
  return (trouble as DomainError).message;
}

test("a database that may not grow says that the disk is full, in a transaction and outside one", async () => {
  const { db } = at.store;
  await db.$executeRawUnsafe("PRAGMA max_page_count = 1"); // as small as what is there
  const fill = { name: "x", value: "y".repeat(1_000_000) };
  expect(await sentenceOf(db.setting.create({ data: fill }))).toBe("The disk is full. Nothing was lost.");
  const inTransaction = db.$transaction((tx) => tx.setting.create({ data: fill }));
  expect(await sentenceOf(inTransaction)).toBe("The disk is full. Nothing was lost.");
});

test("a server that is not there is named as that", async () => {
  const db = await openDb("postgresql://nobody:secret@127.0.0.1:1/none");
  expect(await sentenceOf(db.$queryRaw`SELECT 1`)).toBe("The database server does not answer. Nothing was lost.");
  await db.$disconnect();
  const statements = await openStatements("postgresql://nobody:secret@127.0.0.1:1/none", null);
  const reading = Promise.resolve(statements.read(accountNamed, { address: "ann@example.org", appPasswordHash: "" }));
  expect(await sentenceOf(reading)).toBe("The database server does not answer. Nothing was lost.");
  await statements.close();
});

test("a bug stays a bug", async () => {
  const bug = new TypeError("no");
  expect(databaseTrouble(bug)).toBe(bug);
  const misuse = await at.store.db.account.findUnique({ where: {} as never }).catch((error: unknown) => error);
  expect(databaseTrouble(misuse)).toBe(misuse);
});
