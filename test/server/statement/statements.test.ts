import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databaseTrouble } from "#server/database/database-trouble.ts";
import type { Durability } from "#server/database/sqlite-adapter.ts";
import { sqliteFile } from "#server/database/url.ts";
import { claimLock, releaseLock } from "#server/maildrop/lock-statements.ts";
import { openStatements } from "#server/statement/open-statements.ts";
import { WriteConnection } from "#server/statement/sqlite/write-connection.ts";
import { WritingThread } from "#server/statement/sqlite/writing-thread.ts";
import type { Read, Statements, Write } from "#server/statement/statement.ts";
import { fromPlain, type PlainError } from "#server/statement/statement-error.ts";
import { writes } from "#server/statement/writes.ts";
import { freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";
import { writingThreadProgram } from "#test/support/writing-thread.ts";

const fresh = { changeSeq: 0, nextSequence: 1, messageCount: 0 };
const claim = (accountId: number, sessionId: string) => ({
  accountId,
  sessionId,
  incarnationId: "w",
  acquiredAt: 0,
  asRead: null,
  delayMs: null,
  asksRule: false,
});

const holders: Read<null, string[]> = {
  sqlite(database) {
    const select = database.prepare(`SELECT "sessionId" FROM "MaildropLock" ORDER BY "accountId"`).pluck();
    return () => select.all() as string[];
  },
  async postgresql(query) {
    const rows = await query<{ sessionId: string }>(`SELECT "sessionId" FROM "MaildropLock" ORDER BY "accountId"`, []);
    return rows.map(({ sessionId }) => sessionId);
  },
};

const inPlace = async (): Promise<string | null> => null;
const inThread = async (): Promise<string | null> => writingThreadProgram();

/** Says what a commit of such a write waits for. */
function probe(durability: Durability): Write<null, unknown> {
  return {
    name: `probe-${durability}`,
    durability,
    sqlite: () => () => null, // see write-ahead-log.test.ts
    postgresql: async ({ query }) => (await query<{ synchronous_commit: string }>("SHOW synchronous_commit", []))[0],
  };
}

let at: TestStore;
let statements: Statements;
let accounts: number[];

async function open(engine: "sqlite" | "postgresql", program: string | null): Promise<void> {
  at = await freshStore(engine);
  accounts = [];
  for (const name of ["a", "b", "c"]) accounts.push((await givenAccount(at.store, `${name}@example.org`)).accountId);
  statements = await openStatements(at.environment.databaseUrl, program);
}

const account = (index: number) => accounts[index] ?? 0;

afterEach(async () => {
  await statements.close();
  await at.close();
});

describe.each([
  ["SQLite, in place", "sqlite", inPlace],
  ["SQLite, in a thread", "sqlite", inThread],
  ["PostgreSQL", "postgresql", inPlace],
] as const)("statements on %s", (_name, engine, program) => {
  beforeEach(async () => open(engine, await program()));

  test("are answered when every connection sees them", async () => {
    expect(await statements.write(claimLock, claim(account(0), "s1"))).toEqual(fresh);
    expect(await statements.read(holders, null)).toEqual(["s1"]);
    expect(await at.store.db.maildropLock.count()).toBe(1);
    await statements.write(releaseLock, { accountId: account(0), sessionId: "s1" });
    expect(await statements.read(holders, null)).toEqual([]);
  });

  test("one that fails leaves its neighbours as they are, and says what the database said", async () => {
    const asked = [claim(account(0), "s1"), claim(account(1), "s1"), claim(account(2), "s3")];
    const answers = await Promise.allSettled(asked.map((args) => statements.write(claimLock, args)));
    expect(answers[2]).toMatchObject({ value: fresh });
    const [failed, ...others] = answers.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    expect(others).toEqual([]); // PostgreSQL's connections do not say which of two comes first
    expect(failed?.reason).toMatchObject({ name: "StatementError", code: expect.stringMatching(/UNIQUE$|^23505$/) });
    expect(databaseTrouble(failed?.reason)).toMatchObject({ code: "storage" });
    expect(await statements.read(holders, null)).toEqual(["s1", "s3"]);
  });

  test("closing lets what was asked for be done", async () => {
    const asked = accounts.map((accountId) => statements.write(claimLock, claim(accountId, `s${accountId}`)));
    await statements.close();
    expect(await Promise.all(asked)).toEqual([fresh, fresh, fresh]);
    statements = await openStatements(at.environment.databaseUrl, null);
    expect(await statements.read(holders, null)).toHaveLength(3);
  });
});

describe.each([
  ["in place", inPlace],
  ["in a thread", inThread],
] as const)("writes on SQLite, %s", (_name, program) => {
  beforeEach(async () => open("sqlite", await program()));

  test("wait for another process, while reads and the event loop go on", async () => {
    const other = new BetterSqlite3(sqliteFile(at.environment.databaseUrl) ?? "");
    other.exec("BEGIN IMMEDIATE");
    let isAnswered = false;
    const claimed = statements.write(claimLock, claim(account(0), "s1")).finally(() => {
      isAnswered = true;
    });
    // With a wait inside a call this turn would never come, and nobody would commit.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(await statements.read(holders, null)).toEqual([]);
    expect(isAnswered).toBe(false);
    other.exec("COMMIT");
    other.close();
    expect(await claimed).toEqual(fresh);
  });

  test("and transactions of Prisma take turns", async () => {
    const counted = Array.from({ length: 20 }, () =>
      at.store.db.$transaction(async (tx) => {
        const { nextUnique } = await tx.control.findUniqueOrThrow({ where: { id: 1 } });
        await tx.control.update({ where: { id: 1 }, data: { nextUnique: nextUnique + 1n } });
      }),
    );
    for (let round = 0; round < 20; round += 1) {
      expect(await statements.write(claimLock, claim(account(0), "s1"))).toEqual(fresh);
      await statements.write(releaseLock, { accountId: account(0), sessionId: "s1" });
    }
    await Promise.all(counted);
    expect(await at.store.db.control.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({ nextUnique: 21n });
  });
});

test("on PostgreSQL a commit waits for the disk where its write asks for that", async () => {
  await open("postgresql", null);
  expect(await statements.write(probe("FULL"), null)).toEqual({ synchronous_commit: "on" });
  expect(await statements.write(probe("NORMAL"), null)).toEqual({ synchronous_commit: "off" });
});

describe("a batch", () => {
  let connection: WriteConnection;
  beforeEach(async () => {
    await open("sqlite", null);
    connection = new WriteConnection(sqliteFile(at.environment.databaseUrl) ?? "");
  });
  afterEach(() => connection.close());

  const claims = (...sessionIds: string[]) => ({
    durability: "NORMAL" as const,
    names: sessionIds.map(() => claimLock.name),
    args: sessionIds.map((sessionId, index) => claim(account(index), sessionId)),
  });
  const trigger = (action: string) =>
    at.store.db.$executeRawUnsafe(
      `CREATE TRIGGER trouble AFTER INSERT ON "MaildropLock" WHEN NEW."sessionId" = 'bad'
       BEGIN DELETE FROM "MaildropLock"; SELECT RAISE(${action}, 'trouble'); END`,
    );

  test("undoes all that the failing write did, and nothing else", async () => {
    await trigger("FAIL"); // keeps what the statement did so far
    const { results, errors } = connection.run(claims("s1", "bad", "s3"));
    expect([results[0], results[2], [...(errors?.keys() ?? [])]]).toEqual([fresh, fresh, [1]]);
    expect(await statements.read(holders, null)).toEqual(["s1", "s3"]);
  });

  test("whose transaction the database itself has ended has failed as a whole", async () => {
    await trigger("ROLLBACK");
    const { errors } = connection.run(claims("s1", "bad", "s3"));
    expect([...(errors?.values() ?? [])].map(({ message }) => message)).toEqual(["trouble", "trouble", "trouble"]);
    expect(await statements.read(holders, null)).toEqual([]);
    expect(connection.run(claims("s1")).errors).toBeNull();
  });

  test("that fills the disk fails where it must, and what was answered as done is done", async () => {
    const fill: Write<null, unknown> = {
      ...probe("NORMAL"),
      name: "fill",
      sqlite: (database) => () => {
        database.pragma("max_page_count = 1"); // as small as what is there
        database.prepare(`INSERT INTO "Setting" VALUES ('fill', zeroblob(1000000), 0)`).run();
      },
    };
    const known = writes as Map<string, Write<never, unknown>>;
    known.set(fill.name, fill);
    const { args } = claims("s1", "", "s3");
    const { errors } = connection.run({ durability: "FULL", names: [claimLock.name, "fill", claimLock.name], args });
    known.delete(fill.name);
    const trouble = databaseTrouble(fromPlain(errors?.get(1) as PlainError));
    expect((trouble as Error).message).toBe("The disk is full. Nothing was lost.");
    const done = ["s1", null, "s3"].filter((_, index) => !errors?.has(index));
    expect(await statements.read(holders, null)).toEqual(done);
    expect(await at.store.db.setting.count()).toBe(0);
  });

  test("with a write nobody knows is a bug of its asker alone", async () => {
    const batch = claims("s1", "s2");
    const { errors } = connection.run({ ...batch, names: [claimLock.name, "no-such-write"] });
    expect(errors?.get(1)).toMatchObject({ kind: "bug", message: expect.stringContaining("no-such-write") });
    expect(await statements.read(holders, null)).toEqual(["s1"]);
  });
});

describe("a writing thread that dies", () => {
  beforeEach(() => open("sqlite", null));

  test("fails whom it has not answered and whoever asks later, and tells", async () => {
    const program = join(at.environment.dataDirectory, "dies.mjs");
    await writeFile(
      program,
      `import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(3));`,
    );
    let died: Error | undefined;
    const data = { file: "", isPatient: false, other: new MessageChannel().port1 } as const;
    const thread = new WritingThread(program, data, (error) => {
      died = error;
    });
    const batch = { durability: "NORMAL", names: [], args: [] } as const;
    await expect(thread.run(batch)).rejects.toThrow("ended with code 3");
    await expect(thread.run(batch)).rejects.toThrow("ended with code 3");
    expect(died?.message).toContain("ended with code 3");
    await thread.close();
  });
});
