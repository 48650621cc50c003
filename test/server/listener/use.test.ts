import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { listenerUseList } from "#server/listener/schema.ts";
import { readListenerUse, readListenerUseSummary } from "#server/listener/use.ts";
import { listenerUseCsv } from "#server/listener/use-csv.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

const dayMs = 24 * 60 * 60 * 1000;

describe.each(engines)("who breaks on %s", (engine) => {
  let at: TestStore;
  let listenerId = 0;
  let otherId = 0;
  let accounts: number[] = [];
  beforeEach(async () => {
    at = await freshStore(engine);
    await createDomain(at.store, { name: "example.org" }, tester);
    const wish = { kind: "pop3", tls: "starttls", address: "*" } as const;
    ({ id: listenerId } = await createListener(at.store, { ...wish, name: "Old", port: 110 }, tester));
    ({ id: otherId } = await createListener(at.store, { ...wish, name: "Other", port: 1110 }, tester));
    accounts = [];
    for (const name of ["ann", "bob"]) {
      accounts.push((await createAccount(at.store, { address: `${name}@example.org`, password: null }, tester)).id);
    }
    const [ann = 0, bob = 0] = accounts;
    await session(ann, 1, { remoteAddress: "192.0.2.1" });
    await session(ann, 2, { remoteAddress: "192.0.2.1", client: "newest is told, this is older" });
    await session(ann, 3, { remoteAddress: "2001:db8::1" });
    await session(ann, 1, { tlsVersion: "TLSv1.3" });
    await session(bob, 4, { tlsVersion: "TLSv1.2" });
    await session(bob, 31, {});
    await session(bob, 1, { listenerId: otherId });
    await session(null, 1, { signedInAt: null });
  });
  afterEach(() => at.close());

  let count = 0;
  function session(accountId: number | null, daysAgo: number, more: object) {
    const when = new Date(Date.now() - daysAgo * dayMs);
    count += 1;
    return at.store.db.session.create({
      data: {
        id: `s${count}`,
        incarnationId: "i",
        listenerId,
        remoteAddress: "192.0.2.9",
        remotePort: 1,
        localPort: 110,
        accountId,
        address: accountId === accounts[0] ? "ann@example.org" : "bob@example.org",
        startedAt: when,
        signedInAt: when,
        endedAt: when,
        ...more,
      },
    });
  }

  test("sign-ins without TLS of 30 days, by account, address and listener, the latest first", async () => {
    const list = listenerUseList.parse({ listenerId });
    const { rows, total } = await readListenerUse(at.store, list);
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      { address: "ann@example.org", remoteAddress: "192.0.2.1", tlsVersion: null, signInCount: 2, client: null },
      { address: "ann@example.org", remoteAddress: "2001:db8::1", signInCount: 1 },
    ]);
    expect(rows[0]?.lastAt.getTime()).toBeGreaterThan(Date.now() - 2 * dayMs);
    expect(await readListenerUseSummary(at.store, list)).toEqual({
      rows: 2,
      accounts: 1,
      addresses: 2,
      clearAccounts: 1,
    });
    const oldest = await readListenerUse(at.store, { ...list, direction: "asc", pageSize: 1 });
    expect(oldest.rows).toMatchObject([{ remoteAddress: "2001:db8::1" }]);
    const second = await readListenerUse(at.store, { ...list, page: 2, pageSize: 1 });
    expect(second.rows).toMatchObject([{ remoteAddress: "2001:db8::1" }]);
  });

  test("who comes with STLS breaks when the port closes, and is counted there", async () => {
    const all = listenerUseList.parse({ listenerId, tls: "all" });
    expect(await readListenerUseSummary(at.store, all)).toMatchObject({ rows: 4, accounts: 2, clearAccounts: 1 });
    expect((await readListenerUse(at.store, all)).rows.map(({ tlsVersion }) => tlsVersion).sort()).toEqual(
      ["TLSv1.2", "TLSv1.3", null, null].sort(),
    );
    const anywhere = listenerUseList.parse({});
    expect(await readListenerUseSummary(at.store, anywhere)).toMatchObject({ rows: 3, accounts: 2 });
    expect((await readListenerUse(at.store, anywhere)).rows.map((row) => row.listenerId)).toContain(otherId);
  });

  test("the same as CSV, and on the command line", async () => {
    const [ann = 0] = accounts;
    await session(ann, 0, { remoteAddress: "192.0.2.3", client: '=cmd|"x", and; more' });
    let csv = "";
    for await (const piece of listenerUseCsv(at.store, { listenerId, tls: "no" })) csv += piece;
    const lines = csv.split("\r\n");
    expect(lines[0]).toBe("listener,account,ip,tls,client,sign_ins,last_at");
    expect(lines[1]).toMatch(/^Old,ann@example\.org,192\.0\.2\.3,none,"'=cmd\|""x"", and; more",1,\d{4}-.*Z$/);
    expect(lines).toHaveLength(5);
    expect((await runCli(at.variables, ["listener", "who", "old", "--csv"])).stdout).toBe(csv);
    expect(await cliJson(at.variables, ["listener", "who", "Old", "--all"])).toMatchObject({ total: 5 });
    expect((await runCli(at.variables, ["listener", "who", "Old"])).stdout).toMatch(/^ACCOUNT +FROM +TLS/);

    expect(
      await runCli(at.variables, ["listener", "plan", "Old", "--close", "--at", "2001-01-01T00:00"]),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("past"),
    });
    const year = new Date().getUTCFullYear() + 1;
    const plan = ["listener", "plan", "Old", "--close", "--at", `${year}-07-01T08:00`, "--zone", "Europe/Vienna"];
    expect((await runCli(at.variables, plan)).stdout).toBe(`Old closes by itself at ${year}-07-01 06:00:00 UTC.\n`);
    await runCli(at.variables, ["listener", "plan", "Old", "--cancel"]);
    const create = [
      "exception",
      "create",
      "--network",
      "192.0.2.7",
      "--listener",
      "Old",
      "--for",
      "2h",
      "--reason",
      "scanner",
    ];
    const { id } = await cliJson<{ id: number }>(at.variables, create);
    expect((await runCli(at.variables, ["exception", "list"])).stdout).toMatch(
      /192\.0\.2\.7\/32 +Old +in-force .* scanner/,
    );
    expect((await runCli(at.variables, ["exception", "end", String(id)])).code).toBe(0);
    expect((await runCli(at.variables, ["exception", "end", String(id)])).code).toBe(1);
    expect((await runCli(at.variables, ["exception", "create", "--for", "2h"])).code).toBe(2);
  });
});
