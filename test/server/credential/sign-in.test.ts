import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { generatePassword, hashPassword, verifyPassword } from "#server/credential/password.ts";
import { signIn } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const octets = (text: string) => Buffer.from(text, "utf8");

describe("passwords", () => {
  test("a password fits its own hash, octet for octet, and no other", async () => {
    const hash = await hashPassword("grün und gut");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(hash, octets("grün und gut"))).toBe(true);
    expect(await verifyPassword(hash, octets("gru\u0308n und gut"))).toBe(false);
    expect(await verifyPassword(hash, octets("grün und gut "))).toBe(false);
    expect(await verifyPassword(hash, new Uint8Array())).toBe(false);
  });

  test("no hash, a damaged one and a foreign one fit nothing", async () => {
    for (const hash of ["", "$2y$10$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=19456,t=2,p=1$"]) {
      expect(await verifyPassword(hash, octets(""))).toBe(false);
    }
  });

  test("generated passwords are long, different, and free of look-alikes", () => {
    const made = new Set(Array.from({ length: 500 }, generatePassword));
    expect(made.size).toBe(500);
    for (const password of made) expect(password).toMatch(/^([abcdefghijkmnp-z2-9]{4}-){3}[abcdefghijkmnp-z2-9]{4}$/);
  });
});

describe.each(engines)("signing in on %s", (engine) => {
  const password = "river-otter-42";
  let at: TestStore;
  let accountId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    await createDomain(at.store, { name: "bücher.example" }, tester);
    ({ id: accountId } = await createAccount(at.store, { address: "Änn@bücher.example", password }, tester));
  });
  afterEach(() => at.close());

  const attempt = (name: string, given = password) =>
    signIn(at.store, { name, password: octets(given), remoteAddress: "192.0.2.1" });
  const isIn = { address: "änn@bücher.example" };

  test.each(["änn@bücher.example", "ÄNN@BÜCHER.example", "A\u0308nn@xn--bcher-kva.example"])(
    "%j gets in",
    async (name) => {
      expect(await attempt(name)).toEqual({ accountId, ...isIn });
    },
  );

  test.each([
    "",
    "@",
    "änn",
    "änn@",
    "ann@bücher.example",
    "änn@bücher.example\u0000",
    "x".repeat(5000),
    "deleted:1:x@y",
  ])("%j does not", async (name) => {
    expect(await attempt(name)).toEqual({ refused: "credentials", because: "unknown-account" });
  });

  test("a wrong password says no more than an unknown name, and takes as long", async () => {
    expect(await attempt("änn@bücher.example", "wrong")).toEqual({ refused: "credentials", because: "wrong-password" });
    const time = async (name: string) => {
      const startedAt = process.cpuUsage();
      for (let round = 0; round < 5; round += 1) await attempt(name, "wrong");
      const { user, system } = process.cpuUsage(startedAt);
      return user + system;
    };
    const [known, unknown] = [await time("änn@bücher.example"), await time("nobody@bücher.example")];
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });

  test("that sign-in is off is told only to who knows the password", async () => {
    await setAccountSwitches(at.store, { id: accountId, canSignIn: false }, tester);
    expect(await attempt("änn@bücher.example", "wrong")).toMatchObject({ refused: "credentials" });
    expect(await attempt("änn@bücher.example")).toMatchObject({ refused: "disabled" });
  });

  test("an alias is no sign-in name", async () => {
    await createAlias(at.store, { accountId, address: "sales@bücher.example" }, tester);
    expect(await attempt("sales@bücher.example")).toMatchObject({ refused: "credentials" });
  });

  test("the local part alone signs in only where a default domain is set", async () => {
    expect(await attempt("änn")).toMatchObject({ refused: "credentials" });
    await changeSettings(at.store, { defaultDomain: "bücher.example" }, tester);
    expect(await attempt("ÄNN")).toEqual({ accountId, ...isIn });
    await changeSettings(at.store, { defaultDomain: "" }, tester);
    expect(await attempt("änn")).toMatchObject({ refused: "credentials" });
  });
});
