import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, test } from "vitest";
import { sqliteFile } from "#server/database/url.ts";
import { freshStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";
import { writingThreadProgram } from "#test/support/writing-thread.ts";

test("a process killed in the middle of a batch has lost nothing that it was answered", async () => {
  const at = await freshStore("sqlite");
  await givenAccount(at.store);
  await at.store.db.$executeRawUnsafe(`INSERT INTO "Account" ("domainId", "localPart", "address", "updatedAt")
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    SELECT 1, 'a' || i, 'a' || i || '@example.org', 0 FROM n`);
  const script = join(import.meta.dirname, "claim-forever.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, await writingThreadProgram()], {
    env: { ...process.env, ...at.variables },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (octets) => {
    said += octets;
    if (said.length > 2_000) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  const answered = said.split("\n").slice(0, -1).map(Number);
  const database = new BetterSqlite3(sqliteFile(at.environment.databaseUrl) ?? "");
  const locked = new Set(database.prepare(`SELECT "accountId" FROM "MaildropLock"`).pluck().all());
  database.close();
  expect(answered.filter((accountId) => !locked.has(accountId))).toEqual([]);
  expect(answered.length).toBeGreaterThan(100);
  await at.close();
});
