import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { setPassword } from "#server/account/set-password.ts";
import { generatePassword, hashPassword, verifyPassword } from "#server/credential/password.ts";
import { PasswordTurns } from "#server/credential/password-turns.ts";
import { type SignInSettings, SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { releaseMaildrop } from "#server/maildrop/release-maildrop.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const minuteMs = 60_000;

/** Counts what costs a password hash. */
class CountedTurns extends PasswordTurns {
  taken = 0;

  override verify(passwordHash: string, password: Uint8Array): Promise<boolean> | null {
    this.taken += 1;
    return super.verify(passwordHash, password);
  }
}

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
  let clock: HandClock;
  let turns: CountedTurns;
  let settings: SignInSettings;
  let signIns: SignIns;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    turns = new CountedTurns(2);
    settings = { defaultDomain: null, offersScram: false };
    signIns = new SignIns({ ...at.store, clock }, () => settings, turns);
    await createDomain(at.store, { name: "bücher.example" }, tester);
    ({ id: accountId } = await createAccount(at.store, { address: "Änn@bücher.example", password }, tester));
  });
  afterEach(() => at.close());

  /** As a session does it: who is let in counts only with a lock that was claimed for it. */
  const attempt = async (name: string, given = password) => {
    const answer = await signIns.signIn({ name, password: octets(given), remoteAddress: "192.0.2.1" });
    if ("refused" in answer) return answer;
    const { accountId, address, asRead } = answer;
    const claim = { accountId, sessionId: "s", incarnationId: "w" };
    if ((await lockMaildrop(at.store, claim, null, asRead)) !== null) {
      await releaseMaildrop(at.store, claim);
      return { accountId, address };
    }
    if (!("askAnew" in answer)) throw new Error("what was read a moment ago is not so");
    const anew = await answer.askAnew();
    return "refused" in anew ? anew : { accountId: anew.accountId, address: anew.address };
  };
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
    expect(await attempt("änn@bücher.example", "wrong")).toEqual({
      refused: "credentials",
      because: "wrong-password",
      accountId,
    });
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
    settings = { ...settings, defaultDomain: "bücher.example" };
    expect(await attempt("ÄNN")).toEqual({ accountId, ...isIn });
    settings = { ...settings, defaultDomain: null };
    expect(await attempt("änn")).toMatchObject({ refused: "credentials" });
  });

  describe("what has fitted", () => {
    beforeEach(async () => {
      expect(await attempt("änn@bücher.example")).toMatchObject(isIn);
      expect(turns.taken).toBe(1);
    });

    test("is not hashed again while it is used, and is after twenty minutes without use", async () => {
      clock.pass(15 * minuteMs);
      expect(await attempt("ÄNN@bücher.example")).toMatchObject(isIn);
      clock.pass(15 * minuteMs);
      expect(await attempt("änn@bücher.example")).toMatchObject(isIn);
      expect(turns.taken).toBe(1);
      clock.pass(21 * minuteMs);
      expect(await attempt("änn@bücher.example")).toMatchObject(isIn);
      expect(turns.taken).toBe(2);
    });

    test("opens nothing for another password, nor for the old one once it was changed", async () => {
      expect(await attempt("änn@bücher.example", "river-otter-43")).toMatchObject({ because: "wrong-password" });
      expect(await attempt("änn@bücher.example", "")).toMatchObject({ because: "wrong-password" });
      await setPassword(at.store, { id: accountId, password: "another-otter-7" }, tester);
      expect(await attempt("änn@bücher.example")).toMatchObject({ because: "wrong-password" });
      expect(await attempt("änn@bücher.example", "another-otter-7")).toMatchObject(isIn);
      expect(turns.taken).toBe(5);
    });

    test("opens nothing where the account was switched off, is being deleted, or has lost its password since", async () => {
      await setAccountSwitches(at.store, { id: accountId, canSignIn: false }, tester);
      expect(await attempt("änn@bücher.example")).toMatchObject({ refused: "disabled" });
      await at.store.db.account.update({ where: { id: accountId }, data: { canSignIn: true, passwordHash: "" } });
      expect(await attempt("änn@bücher.example")).toMatchObject({ because: "no-password" });
      await at.store.db.account.update({ where: { id: accountId }, data: { deletedAt: new Date() } });
      expect(await attempt("änn@bücher.example")).toMatchObject({ because: "unknown-account" });
    });

    test("opens nothing under the old address of an account that was renamed, nor another account that has it since", async () => {
      await at.store.db.account.update({
        where: { id: accountId },
        data: { localPart: "anna", address: "anna@bücher.example" },
      });
      expect(await attempt("änn@bücher.example")).toMatchObject({ because: "unknown-account" });
      await createAccount(at.store, { address: "änn@bücher.example", password: "another-otter-7" }, tester);
      expect(await attempt("änn@bücher.example")).toMatchObject({ because: "wrong-password" });
      expect(await attempt("anna@bücher.example")).toMatchObject({ accountId });
    });

    test("costs nobody else a hash: what the memory was wrong about is asked of the database", async () => {
      const own = { accountId, sessionId: "another", incarnationId: "w" };
      expect(await lockMaildrop(at.store, own)).not.toBeNull();
      expect(await attempt("änn@bücher.example")).toMatchObject({ accountId }); // the password fits, whoever has the lock
      expect(turns.taken).toBe(1);
    });

    test("is nobody else's: an account with the same hash is asked for itself", async () => {
      const { id } = await createAccount(at.store, { address: "bob@bücher.example" }, tester);
      const { passwordHash } = await at.store.db.account.findUniqueOrThrow({ where: { id: accountId } });
      await at.store.db.account.update({ where: { id }, data: { passwordHash } });
      expect(await attempt("bob@bücher.example")).toMatchObject({ accountId: id });
      expect(turns.taken).toBe(2);
    });
  });

  test("a wrong password is never remembered", async () => {
    for (const given of ["wrong", "wrong"])
      expect(await attempt("änn@bücher.example", given)).toMatchObject({ refused: "credentials" });
    expect(turns.taken).toBe(2);
  });
});

describe("many passwords at once", () => {
  test("are checked as many at a time as allowed, in order; beyond what may wait none is taken in", async () => {
    const hash = await hashPassword("x");
    const turns = new PasswordTurns(1, 2);
    const ended: number[] = [];
    const ask = (name: number) => turns.verify(hash, octets("x"))?.then((fits) => ended.push(fits ? name : -1));
    const [first, second, third] = [ask(1), ask(2), ask(3)];
    expect(ask(4)).toBeUndefined();
    await first;
    expect(ended).toEqual([1]);
    const fifth = ask(5);
    expect(fifth).toBeDefined();
    await Promise.all([second, third, fifth]);
    expect(ended).toEqual([1, 2, 3, 5]);
  });

  test("come before what nobody waits for, which is done one at a time and ends with the store", async () => {
    const hash = await hashPassword("x");
    const turns = new PasswordTurns(1);
    const ended: string[] = [];
    const afterwards = (name: string) =>
      turns.afterwards(async () => {
        await hashPassword(name);
        ended.push(name);
      });
    const passwords = ["1", "2", "3", "4"].map((name) => turns.verify(hash, octets("x"))?.then(() => ended.push(name)));
    expect(afterwards("a")).toBe(true);
    expect(afterwards("b")).toBe(true);
    await Promise.all(passwords);
    await eventually(() => ended.length === 6);
    expect(ended).toEqual(["1", "2", "3", "4", "a", "b"]);
    afterwards("c");
    afterwards("d");
    await turns.close();
    expect(ended.slice(6)).toEqual(["c"]);
    const taken = Array.from({ length: 1_002 }, () => afterwards("e"));
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(1_001);
    await turns.close();
  });

  test("two at a time: what nobody waits for begins with the first turn that no password waits for, and alone of its kind", async () => {
    const hash = await hashPassword("x");
    const turns = new PasswordTurns(2);
    /** What had ended when it began. */
    const begun: string[][] = [];
    const ended: string[] = [];
    let atOnce = 0;
    const afterwards = (name: string) =>
      turns.afterwards(async () => {
        begun.push([...ended]);
        atOnce += 1;
        expect(atOnce).toBe(1);
        await hashPassword(name);
        atOnce -= 1;
        ended.push(name);
      });
    const passwords = ["1", "2", "3", "4"].map(async (name) => {
      await turns.verify(hash, octets("x"));
      ended.push(name);
    });
    afterwards("a");
    afterwards("b");
    await Promise.all(passwords);
    await eventually(() => ended.length === 6);
    // The third has just given its turn away, and nobody has heard of it yet.
    expect(begun[0]?.toSorted()).toEqual(["1", "2"]);
    expect(begun[1]).toContain("a");
    expect(ended.at(-1)).toBe("b");
  });

  test("leave a client that is one too many with what it may learn: try again", async () => {
    const at = await freshStore("sqlite");
    const none = new (class extends PasswordTurns {
      override verify = () => null;
    })(1);
    const signIns = new SignIns(at.store, () => defaultSettings, none);
    const attempt = { name: "ann@example.org", password: octets("x"), remoteAddress: "192.0.2.1" };
    expect(signIns.signIn(attempt)).toEqual({ refused: "busy", because: "too-many-at-once" });
    await at.close();
  });
});
