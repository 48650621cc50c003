import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import { addRule } from "#server/protection/add-rule.ts";
import { endRule } from "#server/protection/end-rule.ts";
import { forgetThrottle } from "#server/protection/forget-throttle.ts";
import { allowBlocked, liftBlock } from "#server/protection/lift-block.ts";
import { readBlocks, readThrottled } from "#server/protection/read.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import type { SettingsChange } from "#server/setting/schema.ts";
import { readFailures } from "#server/sign-in-failure/read.ts";
import { failureList } from "#server/sign-in-failure/schema.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { proxyV2From } from "#test/support/proxy-v2.ts";
import { RawClient } from "#test/support/raw-client.ts";

const [guesser, owner] = ["203.0.113.9", "198.51.100.1"];
/** What is promised of a list that changed. */
/** Obeyed within a second where the machine is free; a test that is in a hurry fails on one that is not. */
const obeyMs = 15_000;

describe.each(engines)("a daemon of two workers that is guessed at, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  let ports: Record<string, number>;
  const clients: RawClient[] = [];

  beforeEach(async () => {
    at = await freshInstallation(engine);
    await createAccount(at.store, { address: "bob@example.org", password: "battery horse staple" }, tester);
    const common = { address: "127.0.0.1", port: 0, proxyProtocol: true, trustedNetworks: "127.0.0.0/8" } as const;
    await createListener(
      at.store,
      { kind: "pop3", name: "clear", tls: "starttls", cleartextSignIn: "always", ...common },
      tester,
    );
    await createListener(at.store, { kind: "pop3", name: "implicit", tls: "implicit", ...common }, tester);
    // Each guess is answered at once: how long a connection waits is tried elsewhere.
    await changeSettings(at.store, { signInFailureDelayMs: 0, maxSignInFailures: 100 }, tester);
    await start();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  async function start(): Promise<void> {
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
    ports = {};
    for (const { name, facts } of await readListeners(at.store)) ports[name] = facts[0]?.boundPort ?? 0;
  }

  async function from(address: string): Promise<RawClient> {
    const client = await RawClient.connect(ports.clear ?? 0);
    clients.push(client);
    client.write(proxyV2From(address, 40_000));
    return client;
  }

  /** What a sign-in from there is answered, on a connection of its own; which worker takes it nobody knows. */
  async function attempt(from_: string, password: string, address = at.address): Promise<string> {
    const client = await from(from_);
    const greeting = await client.line();
    if (!greeting.startsWith("+OK")) return greeting;
    const answer = await client.signIn(address, password);
    if (answer.startsWith("+OK")) await client.command("QUIT");
    client.destroy();
    return answer;
  }

  async function set(change: SettingsChange): Promise<void> {
    await changeSettings(at.store, change, tester);
    await eventually(async () => {
      const [node, control] = await Promise.all([at.store.db.node.findFirst(), at.store.db.control.findFirst()]);
      return node?.observedGeneration === control?.generation;
    });
  }

  /** Guesses until it is held back, as both workers know it then. */
  async function untilHeldBack(address = at.address, from_ = guesser): Promise<string> {
    let turn = 0;
    const held = await eventually(async () => {
      turn += 1;
      const answer = await attempt(from_, `guess ${turn}`, address);
      return answer.startsWith("-ERR [SYS/TEMP]") && answer;
    });
    await eventually(async () => (await readThrottled(at.store)).rows.some((row) => row.address === address));
    return held;
  }

  test("a guesser has to wait, right password or not; the owner elsewhere never does", async () => {
    expect(await untilHeldBack()).toMatch(
      /too many wrong passwords came from your network; this one was not looked at/,
    );
    await set({ guessDelaySeconds: 3_600 });
    await untilHeldBack();
    for (let each = 0; each < 4; each += 1) {
      expect(await attempt(guesser, at.password)).toMatch(/^-ERR \[SYS\/TEMP\]/);
      expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    }
    // Nor for another account, where only this one was guessed at.
    expect(await attempt(guesser, "battery horse staple", "bob@example.org")).toMatch(/^\+OK/);
    const { rows } = await readFailures(at.store, failureList.parse({ accountId: at.accountId }));
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(["wrong-password", "throttled"]));
    expect(rows[0]).toMatchObject({ address: at.address, remoteAddress: guesser, mechanism: "USER" });
    await forgetThrottle(at.store, { network: `${guesser}/32`, address: at.address }, tester);
    await eventually(async () => (await attempt(guesser, at.password)).startsWith("+OK"), obeyMs);
  });

  test("who waits still waits after a restart; networks from where somebody signed in are known after it", async () => {
    await set({ guessDelaySeconds: 3_600 });
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    await untilHeldBack();
    await daemon.stop();
    await start();
    expect(await attempt(guesser, at.password)).toMatch(/^-ERR \[SYS\/TEMP\]/);
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    const known = await at.store.db.knownNetwork.findMany();
    expect(known).toMatchObject([{ accountId: at.accountId, network: `${owner}/32` }]);
  });

  test("a network that goes on is kept out before it says a word; lifted from its row it is let in again", async () => {
    await set({ blockAfterRefusals: 20, guessDelaySeconds: 3_600 });
    const kept = await eventually(async () => {
      const answer = await attempt(guesser, `guess ${Math.random()}`);
      return (
        answer.startsWith("-ERR [SYS/TEMP] too many wrong passwords came from your network: it is kept out until") &&
        answer
      );
    });
    expect(kept).toMatch(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    const implicit = await RawClient.connect(ports.implicit ?? 0);
    clients.push(implicit);
    implicit.write(proxyV2From(guesser, 40_000));
    await implicit.ended();
    expect(implicit.received).toBe("");
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    const [block] = (await readBlocks(at.store)).rows;
    expect(block).toMatchObject({ network: `${guesser}/32`, reason: "guesses", repetition: 1, addresses: 1 });
    expect((block?.expiresAt.getTime() ?? 0) - (block?.startedAt.getTime() ?? 0)).toBe(60 * 60_000);
    await eventually(async () => ((await readBlocks(at.store)).rows[0]?.refusedCount ?? 0) > 0);

    await daemon.stop();
    await start();
    expect(await attempt(guesser, at.password)).toMatch(/kept out until/);
    await liftBlock(at.store, { id: block?.id ?? 0 }, tester);
    await eventually(async () => (await attempt(guesser, at.password)).startsWith("+OK"), obeyMs);
    expect((await readBlocks(at.store)).rows).toEqual([]);
  });

  test("a network from where somebody signs in rightly is slowed down, never blocked: all of an office is one", async () => {
    await set({ blockAfterRefusals: 10, freeGuessesPerNetwork: 3, guessDelaySeconds: 3_600 });
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    await eventually(() => at.store.db.knownNetwork.findFirst());
    for (let each = 0; each < 30; each += 1) await attempt(owner, "guess", `somebody${each}@example.org`);
    expect(await attempt(owner, "guess", "bob@example.org")).toMatch(/^-ERR \[SYS\/TEMP\]/);
    for (let each = 0; each < 4; each += 1) expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    expect((await readBlocks(at.store)).rows).toEqual([]);
  });

  test("who is known stays known when more or less of an address tells guessers apart", async () => {
    await set({ blockAfterRefusals: 6, freeGuessesPerNetwork: 3, guessDelaySeconds: 3_600 });
    const [wide, neighbour] = ["192.0.2.10", "192.0.2.77"];
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    await eventually(() => at.store.db.knownNetwork.findFirst());
    await set({ guesserIpv4Bits: 24 });
    for (let each = 0; each < 9; each += 1) await attempt("198.51.100.2", "guess", `somebody${each}@example.org`);
    expect(await attempt("198.51.100.2", "guess", "bob@example.org")).toMatch(/^-ERR \[SYS\/TEMP\]/);
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
    expect(await attempt(wide, at.password)).toMatch(/^\+OK/);
    await eventually(() => at.store.db.knownNetwork.findFirst({ where: { network: "192.0.2.0/24" } }));
    await set({ guesserIpv4Bits: 32 });
    for (let each = 0; each < 9; each += 1) await attempt(neighbour, "guess", `somebody${each}@example.org`);
    expect(await attempt(neighbour, at.password)).toMatch(/^\+OK/);
    expect((await readBlocks(at.store)).rows).toEqual([]);
  });

  test("rules hold without a restart: the narrowest decides, allowed is never slowed nor blocked, and lifting may allow", async () => {
    await set({ blockAfterRefusals: 10 });
    const denied = await addRule(at.store, { network: "203.0.113.0/24", action: "deny", lasts: "2h" }, tester);
    await eventually(async () => (await attempt(guesser, at.password)).startsWith("-ERR [SYS/PERM]"), obeyMs);
    await addRule(at.store, { network: guesser, action: "allow" }, tester);
    await eventually(async () => (await attempt(guesser, at.password)).startsWith("+OK"), obeyMs);
    for (let each = 0; each < 15; each += 1) expect(await attempt(guesser, `guess ${each}`)).toMatch(/^-ERR \[AUTH\]/);
    expect(await attempt("203.0.113.10", at.password)).toMatch(/^-ERR \[SYS\/PERM\]/);
    await endRule(at.store, { id: denied.id }, tester);
    await eventually(async () => (await attempt("203.0.113.10", at.password)).startsWith("+OK"), obeyMs);
    const other = "192.0.2.77";
    await eventually(async () => (await attempt(other, `guess ${Math.random()}`)).includes("kept out until"));
    const [block] = (await readBlocks(at.store)).rows;
    await allowBlocked(at.store, { id: block?.id ?? 0, lasts: null }, tester);
    await eventually(async () => (await attempt(other, at.password)).startsWith("+OK"), obeyMs);
    for (let each = 0; each < 15; each += 1) expect(await attempt(other, `guess ${each}`)).toMatch(/^-ERR \[AUTH\]/);
  });

  test("this machine is spared, however often it is wrong; an administrator's rule is obeyed for it too", async () => {
    await set({ blockAfterRefusals: 10 });
    for (let each = 0; each < 20; each += 1) {
      const client = await RawClient.connect(daemon.port("POP3"));
      clients.push(client);
      await client.line();
      expect(await client.signIn(at.address, `guess ${each}`)).toMatch(/^-ERR \[AUTH\]/);
      client.destroy();
    }
    expect((await readThrottled(at.store)).rows).toEqual([]);
    await addRule(at.store, { network: "127.0.0.1", action: "deny", confirmation: "block" }, tester);
    await eventually(async () => {
      const client = await RawClient.connect(daemon.port("POP3"));
      clients.push(client);
      return (await client.line()).startsWith("-ERR [SYS/PERM]");
    }, obeyMs);
    // The proxy is on this machine: it is the client that counts, who comes from elsewhere.
    expect(await attempt(owner, at.password)).toMatch(/^\+OK/);
  });
});
