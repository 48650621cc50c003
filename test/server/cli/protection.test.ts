import { afterEach, beforeEach, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { blockGuesser } from "#server/protection/block-guesser.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { FailureRecord } from "#server/sign-in-failure/failure-record.ts";
import { tester } from "#test/support/actor.ts";
import { freshStore, type TestStore } from "#test/support/databases.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

let at: TestStore;
beforeEach(async () => {
  at = await freshStore("sqlite");
  await createDomain(at.store, { name: "example.org" }, tester);
});
afterEach(() => at.close());

const run = (...argv: string[]) => runCli(at.variables, ["protection", ...argv]);

test("networks are kept out, let in and lifted by name; what makes no sense is said", async () => {
  expect(await run("list")).toMatchObject({ code: 0, stdout: expect.stringContaining("Nobody is kept out") });
  expect((await run("deny", "203.0.113.0/24", "--for", "2h", "--note", "a flood")).stdout).toMatch(
    /^203\.0\.113\.0\/24 is kept out until .* UTC\.\n$/,
  );
  expect((await run("allow", "203.0.113.7")).stdout).toBe("203.0.113.7/32 is let in.\n");
  expect(await run("deny", "127.0.0.1")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("this machine itself"),
  });
  expect((await run("deny", "127.0.0.1", "--yes", "--for", "30m")).code).toBe(0);
  expect(await run("deny", "nonsense")).toMatchObject({ code: 2, stderr: expect.stringContaining("is no network") });
  expect(await run("deny", "10.0.0.0/8", "--for", "soon")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("30m, 2h"),
  });
  const { stdout } = await run("list");
  expect(stdout).toMatch(/kept out +203\.0\.113\.0\/24 .*a flood/);
  expect(stdout).toMatch(/let in +203\.0\.113\.7 +for ever/);
  expect((await run("explain", "203.0.113.8")).stdout).toMatch(
    /^Its connections are refused\.\nRule 1: 203\.0\.113\.0\/24 is kept out/,
  );
  expect((await run("explain", "203.0.113.7")).stdout).toContain("does not keep it out");
  expect((await run("explain", "nobody")).code).toBe(2);
  await createListener(at.store, { kind: "pop3", name: "POP3", address: "*", port: 110, tls: "starttls" }, tester);
  expect((await run("nftables")).stdout).toMatch(/deny4_24[\s\S]*tcp dport \{ 110 \}/);
  expect((await run("lift", "203.0.113.0/24")).code).toBe(0);
  expect(await run("lift", "203.0.113.0/24")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Nothing keeps"),
  });
  const actions = (await at.store.db.auditEntry.findMany({ orderBy: { number: "asc" } })).map(({ action }) => action);
  expect(actions.filter((action) => action.startsWith("protection"))).toEqual([
    "protection.deny",
    "protection.allow",
    "protection.deny",
    "protection.lift",
  ]);
});

test("blocks and refused sign-ins are listed, for people and for programs", async () => {
  const { id: accountId } = await createAccount(at.store, { address: "ann@example.org" }, tester);
  await blockGuesser(at.store, "203.0.113.9/32", { refused: 61, addresses: 2 }, defaultSettings);
  const record = new FailureRecord(at.store, () => {});
  const place = { remoteAddress: "203.0.113.9", network: "203.0.113.9/32", listenerId: 1, tlsVersion: "TLSv1.3" };
  record.add({ ...place, address: "ann@example.org", accountId, mechanism: "USER", reason: "wrong-password" });
  await record.flush();
  expect((await run("list")).stdout).toMatch(/203\.0\.113\.9 .* 61 +2 +0/);
  expect(await cliJson(at.variables, ["protection", "list"])).toMatchObject({
    blocks: [{ network: "203.0.113.9/32" }],
  });
  expect((await run("failures", "--account", "ann@example.org")).stdout).toMatch(
    /ann@example\.org +203\.0\.113\.9 +wrong password +USER +TLSv1\.3 +1/,
  );
  expect((await run("failures", "--from", "198.51.100.1")).stdout).toContain("No sign-in was refused");
  expect((await run("explain", "203.0.113.9", "--account", "ann@example.org")).stdout).toMatch(
    /Somebody has not signed in .*\nBlock 1: 203\.0\.113\.9 is kept out for 61 refused sign-ins/,
  );
  expect((await run("lift", "203.0.113.9")).code).toBe(0);
  expect((await run("list")).stdout).toContain("Nobody is kept out");
});
