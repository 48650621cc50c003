import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { readAccount } from "#server/account/read.ts";
import { setAccountAccess } from "#server/account/set-account-access.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { setPassword } from "#server/account/set-password.ts";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { readAppPasswords } from "#server/app-password/read.ts";
import { revokeAppPassword } from "#server/app-password/revoke-app-password.ts";
import { mostAppPasswords, type NewAppPassword } from "#server/app-password/schema.ts";
import { appPasswordHash, generateAppPassword } from "#server/app-password/secret.ts";
import { PasswordTurns } from "#server/credential/password-turns.ts";
import { beginScram } from "#server/credential/scram/begin-scram.ts";
import { type Answer, SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { setDomainNetworks } from "#server/domain/set-domain-networks.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { releaseMaildrop } from "#server/maildrop/release-maildrop.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

const dayMs = 86_400_000;
const octets = (text: string) => Buffer.from(text, "utf8");

class CountedTurns extends PasswordTurns {
  taken = 0;

  override verify(passwordHash: string, password: Uint8Array): Promise<boolean> | null {
    this.taken += 1;
    return super.verify(passwordHash, password);
  }
}

test("an app password is easy to type, is never the same, and is known however it is typed", () => {
  const made = new Set(Array.from({ length: 300 }, generateAppPassword));
  expect(made.size).toBe(300);
  for (const secret of made) expect(secret).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
  const sealer = { seal: String, open: String, derive: () => "key" };
  const [secret = ""] = made;
  const hash = appPasswordHash(sealer, octets(secret));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  for (const typed of [secret.toUpperCase(), secret.replaceAll("-", ""), ` ${secret.replaceAll("-", " ")} `]) {
    expect(appPasswordHash(sealer, octets(typed))).toBe(hash);
  }
  for (const other of [
    "",
    "river-otter-42",
    `${secret}a`,
    secret.slice(1),
    "l".repeat(20),
    "x".repeat(5_000),
    "é".repeat(20),
  ]) {
    expect(appPasswordHash(sealer, octets(other))).toBe("");
  }
});

describe.each(engines)("who may sign in with what, from where, on %s", (engine) => {
  const address = "ann@example.org";
  const password = "river-otter-42";
  let at: TestStore;
  let store: TestStore["store"];
  let accountId: number;
  let domainId: number;
  let clock: HandClock;
  let turns: CountedTurns;
  let signIns: SignIns;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    store = { ...at.store, clock };
    turns = new CountedTurns(2);
    signIns = new SignIns(store, () => ({ defaultDomain: null, offersScram: false }), turns);
    ({ id: domainId } = await createDomain(store, { name: "example.org" }, tester));
    ({ id: accountId } = await createAccount(store, { address, password }, tester));
  });
  afterEach(() => at.close());

  const create = (given: Partial<NewAppPassword> = {}) =>
    createAppPassword(store, { accountId, name: "Ann's phone", ...given }, tester);

  /** As a session does it: let in only with a lock that was claimed for it. */
  async function attempt(
    given: string,
    remoteAddress = "192.0.2.1",
    name = address,
  ): Promise<Answer | { appPasswordId: number | null }> {
    const answer = await signIns.signIn({ name, password: octets(given), remoteAddress });
    return claimed(answer, true);
  }
  async function claimed(answer: Answer, mayAsk: boolean): Promise<Answer | { appPasswordId: number | null }> {
    if ("refused" in answer) return answer;
    const claim = { accountId: answer.accountId, sessionId: "s", incarnationId: "w" };
    if ((await lockMaildrop(store, claim, null, answer.asRead)) === null) {
      if (!mayAsk) throw new Error("what was asked anew is not so");
      return claimed(await answer.askAnew(), false);
    }
    await releaseMaildrop(store, claim);
    return { appPasswordId: answer.appPasswordId };
  }
  const own = { appPasswordId: null };

  test("an app password signs in beside the account's own, at no password hash, and says which it was", async () => {
    const { id, password: secret } = await create();
    expect(await attempt(secret)).toEqual({ appPasswordId: id });
    expect(await attempt(secret.toUpperCase().replaceAll("-", " "))).toEqual({ appPasswordId: id });
    expect(turns.taken).toBe(0);
    expect(await attempt(password)).toEqual(own);
    expect(await attempt(generateAppPassword())).toMatchObject({ because: "wrong-password" });
    expect(turns.taken).toBe(2);
    const { id: bo } = await createAccount(store, { address: "bo@example.org" }, tester);
    expect(bo).not.toBe(accountId);
    expect(await attempt(secret, "192.0.2.1", "bo@example.org")).toMatchObject({ because: "no-password" });
    expect(await attempt(secret, "192.0.2.1", "nobody@example.org")).toMatchObject({ because: "unknown-account" });
    const row = await store.db.appPassword.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(JSON.stringify(await store.db.auditEntry.findMany())).not.toContain(secret);
  });

  test("one revoked lets nobody in from the commit on, remembered or not; the others do", async () => {
    const [phone, laptop] = [await create(), await create({ name: "Laptop" })];
    expect(await attempt(phone.password)).toEqual({ appPasswordId: phone.id });
    expect(await revokeAppPassword(store, { id: phone.id }, tester)).toEqual({ name: "Ann's phone", address });
    expect(await attempt(phone.password)).toMatchObject({ refused: "credentials", because: "app-password-revoked" });
    expect(await attempt(laptop.password)).toEqual({ appPasswordId: laptop.id });
    expect(await attempt(password)).toEqual(own);
    await expect(revokeAppPassword(store, { id: phone.id }, tester)).rejects.toMatchObject({ code: "not-found" });
    await expect(revokeAppPassword(store, { id: 9_999 }, tester)).rejects.toMatchObject({ code: "not-found" });
  });

  test("one revoked between the check and the lock does not get the lock", async () => {
    const { id, password: secret } = await create();
    const answer = await signIns.signIn({ name: address, password: octets(secret), remoteAddress: "192.0.2.1" });
    if ("refused" in answer) throw new Error("refused");
    await revokeAppPassword(store, { id }, tester);
    const claim = { accountId, sessionId: "s", incarnationId: "w" };
    expect(await lockMaildrop(store, claim, null, answer.asRead)).toBeNull();
    expect(await answer.askAnew()).toMatchObject({ because: "app-password-revoked" });
  });

  test("one that is over says so to who has it, also where it was remembered, and a change of password leaves it be", async () => {
    const { id, password: secret } = await create({ days: "30" });
    expect(await attempt(secret)).toEqual({ appPasswordId: id });
    await setPassword(store, { id: accountId, password: "quiet-heron-77" }, tester);
    expect(await attempt(secret)).toEqual({ appPasswordId: id });
    clock.pass(30 * dayMs);
    expect(await attempt(secret)).toMatchObject({ refused: "app-password-over", because: "app-password-over" });
    expect((await readAppPasswords(store, accountId)).map(({ isLive }) => isLive)).toEqual([false]);
    expect((await create({ name: "Ann's phone" })).id).not.toBe(id); // the name is free again
  });

  test("with app passwords only, the account's own password is refused, at once and to who knows it alone", async () => {
    const { id, password: secret } = await create();
    expect(await attempt(password)).toEqual(own);
    await setAccountAccess(store, { id: accountId, onlyAppPasswords: true }, tester);
    const { taken } = turns;
    expect(await attempt(password)).toMatchObject({ refused: "only-app-passwords" });
    expect(turns.taken).toBe(taken); // it is remembered that it fits
    expect(await attempt("wrong")).toMatchObject({ refused: "credentials", because: "wrong-password" });
    expect(await attempt(secret)).toEqual({ appPasswordId: id });
    await setAccountAccess(store, { id: accountId, onlyAppPasswords: false }, tester);
    expect(await attempt(password)).toEqual(own);
  });

  test("networks hold for every sign-in from the commit on, IPv4, IPv6 and mapped, the account's before the domain's", async () => {
    const elsewhere = { refused: "network", because: "network-not-allowed", accountId };
    expect(await attempt(password, "203.0.113.9")).toEqual(own);
    await setDomainNetworks(store, { id: domainId, allowedNetworks: "203.0.113.0/24" }, tester);
    expect(await attempt(password, "203.0.113.9")).toEqual(own);
    expect(await attempt(password, "192.0.2.1")).toEqual(elsewhere);
    expect(await attempt(password, "")).toEqual(elsewhere);
    await setAccountAccess(store, { id: accountId, allowedNetworks: "192.0.2.0/25 2001:db8:1::/48" }, tester);
    expect(await readAccount(store, accountId)).toMatchObject({
      allowedNetworks: "192.0.2.0/25,2001:db8:1::/48",
      domainNetworks: "203.0.113.0/24",
    });
    expect(await attempt(password, "203.0.113.9")).toEqual(elsewhere);
    for (const from of ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8:1::7"])
      expect(await attempt(password, from)).toEqual(own);
    expect(await attempt(password, "2001:db8:2::7")).toEqual(elsewhere);
    expect(await attempt("wrong", "203.0.113.9")).toMatchObject({ refused: "credentials", because: "wrong-password" });
    await setAccountAccess(store, { id: accountId, allowedNetworks: "" }, tester);
    expect(await attempt(password, "203.0.113.9")).toEqual(own);
    await setDomainNetworks(store, { id: domainId, allowedNetworks: "" }, tester);
    expect(await attempt(password, "192.0.2.1")).toEqual(own);
  });

  test("who is remembered from an allowed network is not let in from elsewhere, nor after the networks have changed", async () => {
    await setAccountAccess(store, { id: accountId, allowedNetworks: "192.0.2.0/24" }, tester);
    expect(await attempt(password, "192.0.2.1")).toEqual(own);
    const { taken } = turns;
    expect(await attempt(password, "198.51.100.1")).toMatchObject({ refused: "network" });
    expect(await attempt(password, "192.0.2.2")).toEqual(own);
    await setAccountAccess(store, { id: accountId, allowedNetworks: "198.51.100.0/24" }, tester);
    expect(await attempt(password, "192.0.2.1")).toMatchObject({ refused: "network" });
    expect(await attempt(password, "198.51.100.1")).toEqual(own);
    expect(turns.taken).toBe(taken);
  });

  test("an app password's own networks are a wall within the account's", async () => {
    const { id, password: secret } = await create({ allowedNetworks: "10.0.0.0/8" });
    expect(await attempt(secret, "10.1.1.1")).toEqual({ appPasswordId: id });
    expect(await attempt(secret, "192.0.2.1")).toMatchObject({ refused: "network" });
    expect(await attempt(password, "192.0.2.1")).toEqual(own);
    await setAccountAccess(store, { id: accountId, allowedNetworks: "10.1.0.0/16" }, tester);
    expect(await attempt(secret, "10.1.1.1")).toEqual({ appPasswordId: id });
    expect(await attempt(secret, "10.2.1.1")).toMatchObject({ refused: "network" });
  });

  test("an account that is switched off is off for all of them", async () => {
    const { password: secret } = await create();
    await setAccountSwitches(store, { id: accountId, canSignIn: false }, tester);
    expect(await attempt(secret)).toMatchObject({ refused: "disabled" });
  });

  test("SCRAM takes app passwords too, under the same rules", async () => {
    const hmac = (key: Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();
    const scram = async (given: string, remoteAddress = "192.0.2.1") => {
      const { salt, iterations, prove } = await beginScram(store, { name: address, remoteAddress }, defaultSettings);
      const salted = pbkdf2Sync(given, salt, iterations, 32, "sha256");
      const clientKey = hmac(salted, "Client Key");
      const mask = hmac(createHash("sha256").update(clientKey).digest(), "message");
      const answer = prove(
        octets("message"),
        clientKey.map((octet, index) => octet ^ (mask[index] as number)),
      );
      if ("refused" in answer) return answer.because;
      expect(Buffer.from(answer.signature)).toEqual(hmac(hmac(salted, "Server Key"), "message"));
      return answer.appPasswordId;
    };
    const [phone, laptop] = [await create(), await create({ name: "Laptop", allowedNetworks: "10.0.0.0/8" })];
    expect(await scram(password)).toBeNull();
    expect(await scram(phone.password)).toBe(phone.id);
    expect(await scram(laptop.password, "10.0.0.1")).toBe(laptop.id);
    expect(await scram(laptop.password)).toBe("network-not-allowed");
    expect(await scram("wrong")).toBe("wrong-password");
    await setAccountAccess(store, { id: accountId, onlyAppPasswords: true }, tester);
    expect(await scram(password)).toBe("only-app-passwords");
    await revokeAppPassword(store, { id: phone.id }, tester);
    expect(await scram(phone.password)).toBe("wrong-password");

    await changeSettings(store, { offersScram: false }, tester);
    await changeSettings(store, { offersScram: true }, tester);
    expect(await scram(laptop.password, "10.0.0.1")).toBe("no-password");
    const offering = new SignIns(store, () => ({ defaultDomain: null, offersScram: true }), turns);
    await offering.signIn({
      name: address,
      password: octets(laptop.password.toUpperCase()),
      remoteAddress: "10.0.0.1",
    });
    await eventually(async () => (await scram(laptop.password, "10.0.0.1")) === laptop.id);
  });

  test("what makes no sense is refused at its field", async () => {
    await create();
    for (const [given, field, sentence] of [
      [{}, "name", /"Ann's phone" already/],
      [{ name: "ann's PHONE" }, "name", /already/],
      [{ name: "  " }, "name", /what it is for/],
      [{ name: "x", expiresAt: "2001-01-31" }, "expiresAt", /past/],
      [{ name: "x", expiresAt: "31.1.2040" }, "expiresAt", /such as 2027-01-31/],
      [{ name: "x", days: "0" }, "days", /1 to 3,650/],
      [{ name: "x", allowedNetworks: "10.1.2.3/8" }, "allowedNetworks", /10\.0\.0\.0\/8/],
      [{ name: "x", allowedNetworks: "10.0.0.0/8,10.1.0.0/16" }, "allowedNetworks", /lies within/],
    ] as const) {
      await expect(create(given)).rejects.toMatchObject({ field, message: expect.stringMatching(sentence) });
    }
    await expect(createAppPassword(store, { accountId: 9_999, name: "x" }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
    const names = Array.from({ length: mostAppPasswords - 1 }, (_, number) => `Device ${number}`);
    await Promise.all(names.map((name) => create({ name })));
    await expect(create({ name: "One more" })).rejects.toThrow(/at most 25/);
    expect(await readAppPasswords(store, accountId)).toHaveLength(mostAppPasswords);
    await expect(setAccountAccess(store, { id: accountId, allowedNetworks: "office" }, tester)).rejects.toMatchObject({
      field: "allowedNetworks",
    });
  });

  test("the command line makes, lists and revokes them, and says from where one signs in", async () => {
    const { variables } = at;
    type Made = { password: string; id: number };
    const made = await cliJson<Made>(variables, [
      "app-password",
      "create",
      address,
      "Printer",
      "--networks",
      "10.0.0.0/8",
    ]);
    expect(await attempt(made.password, "10.0.0.1")).toEqual({ appPasswordId: made.id });
    const listed = await runCli(variables, ["app-password", "list", address]);
    expect(listed.stdout).toMatch(/Printer +live +revoked +10\.0\.0\.0\/8/);
    expect(await runCli(variables, ["app-password", "revoke", address, "printer"])).toMatchObject({ code: 0 });
    expect(await runCli(variables, ["app-password", "revoke", address, "printer"])).toMatchObject({ code: 1 });
    expect(await attempt(made.password, "10.0.0.1")).toMatchObject({ because: "app-password-revoked" });
    const access = (...given: string[]) => runCli(variables, ["account", "access", address, ...given]);
    expect((await access()).stdout).toContain("from everywhere, with its own password or an app password");
    expect((await access("--networks", "192.0.2.0/24", "--only-app-passwords")).stdout).toContain(
      "from 192.0.2.0/24, with app passwords only",
    );
    expect(await access("--networks", "192.0.2.1/24")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("192.0.2.0/24"),
    });
    expect((await access("--networks", "any", "--own-password")).stdout).toContain("from everywhere");
    await runCli(variables, ["domain", "networks", "example.org", "203.0.113.0/24"]);
    expect((await access()).stdout).toContain("from 203.0.113.0/24 (its domain's networks)");
  });
});
