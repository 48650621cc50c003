import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createException, endException } from "#server/exception/create-exception.ts";
import { readExceptions } from "#server/exception/read.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { cancelPlan, planChange } from "#server/listener/plan-change.ts";
import { readListeners } from "#server/listener/read.ts";
import { updateListener } from "#server/listener/update-listener.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

const password = "correct horse battery";
const sooner = (ms: number) => new Date(Date.now() + ms).toISOString();

describe.each(engines)("sign-in without TLS on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  let listenerId = 0;
  let port = 0;
  const clients: RawClient[] = [];
  beforeAll(async () => {
    at = await freshInstallation(engine);
    await createAccount(at.store, { address: "bob@example.org", password }, tester);
    const wish = { kind: "pop3", name: "clear", tls: "starttls", address: "127.0.0.1", port: 0 } as const;
    // Behind a proxy, so that clients come from wherever their header says.
    const proxied = { proxyProtocol: true, trustedNetworks: "127.0.0.1" };
    ({ id: listenerId } = await createListener(at.store, { ...wish, ...proxied, cleartextSignIn: "never" }, tester));
    daemon = await startDaemon(at);
    port = (await readListeners(at.store)).find(({ id }) => id === listenerId)?.facts[0]?.boundPort ?? 0;
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  async function from(address: string): Promise<RawClient> {
    const client = await RawClient.connect(port);
    clients.push(client);
    client.write(`PROXY ${address.includes(":") ? "TCP6" : "TCP4"} ${address} ${address} 40000 110\r\n`);
    await client.line();
    return client;
  }
  async function capabilities(client: RawClient): Promise<string[]> {
    const lines = [await client.command("CAPA")];
    while (lines.at(-1) !== ".") lines.push(await client.line());
    return lines;
  }
  async function tryFrom(address: string, who = at.address) {
    const client = await from(address);
    const offered = await capabilities(client);
    const answer = await client.command(`USER ${who}`);
    const isIn = answer.startsWith("+OK") && (await client.command(`PASS ${password}`)).startsWith("+OK");
    if (isIn) await client.command("QUIT");
    return { offered, answer, isIn };
  }
  /** Whether who comes from there is let in; CAPA and the refusal agree with it. */
  async function mayFrom(address: string): Promise<boolean> {
    const { offered, answer, isIn } = await tryFrom(address);
    expect(offered.includes("USER")).toBe(isIn);
    expect(offered.some((line) => line.startsWith("SASL"))).toBe(isIn);
    if (!isIn) expect(answer).toMatch(/^-ERR \[AUTH\] .*(STARTTLS|995)/);
    return isIn;
  }
  const becomes = (isSo: boolean, address: string) => eventually(async () => (await tryFrom(address)).isIn === isSo);

  test("never, from networks of both kinds, and a loopback that a proxy claims is none", async () => {
    expect(await mayFrom("10.1.2.3")).toBe(false);
    const networks = {
      cleartextSignIn: "networks",
      cleartextNetworks: "10.1.0.0/16, 2001:db8::/32, 127.0.0.0/8",
    } as const;
    await updateListener(at.store, { id: listenerId, ...networks }, tester);
    await becomes(true, "10.1.2.3");
    expect(await mayFrom("2001:db8::7")).toBe(true);
    expect(await mayFrom("10.2.0.1")).toBe(false);
    expect(await mayFrom("127.0.0.1")).toBe(false);
    await updateListener(at.store, { id: listenerId, cleartextSignIn: "never" }, tester);
    await becomes(false, "10.1.2.3");
    // What was listed is still there when it is allowed again.
    await updateListener(at.store, { id: listenerId, cleartextSignIn: "networks" }, tester);
    await becomes(true, "10.1.2.3");
    await updateListener(at.store, { id: listenerId, cleartextSignIn: "never" }, tester);
    await becomes(false, "10.1.2.3");
    for (const [cleartextNetworks, sentence] of [
      ["", /Name the networks/],
      ["0.0.0.0/0", /everybody/],
      ["10.0.0.0/8 10.1.0.0/16", /lies within/],
      ["10.1.2.3/8", /machine and a network/],
      ["example.org", /no network/],
    ] as const) {
      const change = { id: listenerId, cleartextSignIn: "networks", cleartextNetworks } as const;
      await expect(updateListener(at.store, change, tester)).rejects.toMatchObject({
        field: "cleartextNetworks",
        message: expect.stringMatching(sentence),
      });
    }
  });

  test("an exception for a network holds within a second, and ends by itself and by hand", async () => {
    const whom = { listenerId, whom: "network", network: "192.0.2.0/24", reason: "the old printer" } as const;
    const { id } = await createException(at.store, { ...whom, lasts: "2h" }, tester);
    await becomes(true, "192.0.2.9");
    expect(await mayFrom("192.0.3.9")).toBe(false);
    await expect(createException(at.store, { ...whom, lasts: "2h" }, tester)).resolves.toBeTruthy();
    await expect(
      createException(at.store, { ...whom, lasts: "until", endsAt: sooner(60_000) }, tester),
    ).rejects.toMatchObject({
      code: "already-exists",
      field: "network",
    });
    for (const { id } of await readExceptions(at.store, "cleartext")) await endException(at.store, { id }, tester);
    await becomes(false, "192.0.2.9");
    await expect(endException(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
    // Of another listener it is none here.
    const other = (await at.listener("POP3")).id;
    await createException(at.store, { ...whom, network: "192.0.2.7", listenerId: other, lasts: "1d" }, tester);
    await createException(at.store, { ...whom, listenerId: undefined, lasts: "until", endsAt: sooner(1_500) }, tester);
    await becomes(true, "192.0.2.9");
    await becomes(false, "192.0.2.9");
    expect((await readExceptions(at.store, "cleartext")).map(({ state }) => state)).toEqual([
      "in-force",
      "expired",
      "ended",
      "ended",
    ]);
    expect(await at.store.db.auditEntry.count({ where: { action: { startsWith: "exception." } } })).toBe(6);
  });

  test("an exception for an account is told by USER, before anybody's password", async () => {
    const { id } = await createException(
      at.store,
      { whom: "account", address: "Ann@Example.org", lasts: "1d" },
      tester,
    );
    await eventually(async () => (await capabilities(await from("198.51.100.1"))).includes("USER"));
    const client = await from("198.51.100.1");
    // Mechanisms that send name and password at once would bring others' passwords.
    expect((await capabilities(client)).filter((line) => line.startsWith("SASL"))).toEqual([]);
    expect(await client.command(`AUTH PLAIN ${btoa(`\0${at.address}\0${password}`)}`)).toMatch(/^-ERR/);
    expect(await client.command("USER bob@example.org")).toMatch(/^-ERR \[AUTH\]/);
    expect(await client.command(`PASS ${password}`)).toMatch(/^-ERR \[AUTH\]/);
    expect(await client.command("USER nobody@example.org")).toMatch(/^-ERR \[AUTH\]/);
    expect(await client.command("USER ANN@example.org")).toMatch(/^\+OK/);
    expect(await client.command(`PASS ${password}`)).toMatch(/^\+OK/);
    await client.command("QUIT");
    const waiting = await from("198.51.100.1");
    expect(await waiting.command(`USER ${at.address}`)).toMatch(/^\+OK/);
    await endException(at.store, { id }, tester);
    await eventually(async () => !(await capabilities(await from("198.51.100.1"))).includes("USER"));
    expect(await waiting.command(`PASS ${password}`)).toMatch(/^-ERR \[AUTH\]/);
  });

  test("what makes no sense is refused where it was typed", async () => {
    const network = { whom: "network", network: "192.0.2.0/24" } as const;
    const refused = [
      [{ ...network, lasts: "until", endsAt: sooner(-1) }, "endsAt"],
      [{ ...network, lasts: "until", endsAt: sooner(400 * 24 * 60 * 60_000) }, "endsAt"],
      [{ ...network, lasts: "until", endsAt: "2027-02-30T10:00" }, "endsAt"],
      [{ ...network, lasts: "until" }, "endsAt"],
      [{ ...network, network: "192.0.2.1/24", lasts: "2h" }, "network"],
      [{ ...network, network: "", lasts: "2h" }, "network"],
      [{ whom: "account", address: "nobody@example.org", lasts: "2h" }, "address"],
      [{ whom: "account", address: "", lasts: "2h" }, "address"],
      [{ ...network, listenerId: 999, lasts: "2h" }, "listenerId"],
    ] as const;
    for (const [input, field] of refused) {
      await expect(createException(at.store, input, tester)).rejects.toMatchObject({ field });
    }
  });

  test("a closing date acts by itself, and requiring TLS likewise; both can be called off", async () => {
    const id = (await at.listener("POP3")).id;
    const plan = (plannedChange: "close" | "require-tls", ms: number) =>
      planChange(at.store, { id, plannedChange, at: sooner(ms) }, tester);
    await expect(plan("close", -1000)).rejects.toMatchObject({ field: "at" });
    await expect(planChange(at.store, { id, plannedChange: "close", at: "tomorrow" }, tester)).rejects.toMatchObject({
      field: "at",
    });
    const lmtp = (await at.listener("LMTP")).id;
    await expect(
      planChange(at.store, { id: lmtp, plannedChange: "require-tls", at: sooner(9_000) }, tester),
    ).rejects.toMatchObject({ field: "plannedChange" });

    await plan("close", 60_000);
    expect(await cancelPlan(at.store, { id }, tester)).toMatchObject({ plannedChange: null, plannedAt: null });
    await plan("require-tls", 300);
    await eventually(async () => (await at.listener("POP3")).cleartextSignIn === "never");
    expect(await at.listener("POP3")).toMatchObject({ isEnabled: true, plannedChange: null, plannedAt: null });
    await expect(plan("require-tls", 1_000)).rejects.toMatchObject({ field: "plannedChange" });

    await plan("close", 300);
    await eventually(async () => (await at.listener("POP3")).facts[0]?.state === "closed");
    expect(await at.listener("POP3")).toMatchObject({ isEnabled: false, plannedChange: null });
    const entries = await at.store.db.auditEntry.findMany({
      where: { actorKind: "daemon" },
      orderBy: { number: "asc" },
    });
    expect(entries.map(({ action, object, after }) => [action, object, JSON.parse(after ?? "")])).toMatchObject([
      ["listener.update", "POP3", { cleartextSignIn: "never" }],
      ["listener.switch", "POP3", { isEnabled: false }],
    ]);
    await expect(plan("close", 1_000)).rejects.toMatchObject({ field: "plannedChange" });
  });
});
