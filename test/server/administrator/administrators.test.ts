import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { changeOwnPassword, resetAdministratorPassword } from "#server/administrator/change-password.ts";
import { changePreferences } from "#server/administrator/change-preferences.ts";
import { checkAdministrator } from "#server/administrator/check-administrator.ts";
import { createAdministrator, createOwner } from "#server/administrator/create-administrator.ts";
import { hasOwner, readAdministrators } from "#server/administrator/read.ts";
import { isSetUpToken, issueSetUpToken } from "#server/administrator/set-up-token.ts";
import { endSignIn, readSignIn, readSignIns, revokeSignIn, startSignIn } from "#server/administrator/sign-in.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const email = "owner@example.org";
const password = "quiet-harbour-9";
const dayMs = 24 * 60 * 60 * 1000;

describe.each(engines)("administrators on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  const clock = new HandClock();
  beforeEach(async () => {
    at = await freshStore(engine);
    store = { ...at.store, clock };
  });
  afterEach(() => at.close());

  const own = () => createOwner(store, { email: " Owner@Example.ORG ", password }, tester);
  const check = (given: object = {}) =>
    checkAdministrator(store, { email, password, remoteAddress: "192.0.2.1", ...given });

  test("the set-up token is the newest one, is not stored itself, and ends with the first owner", async () => {
    const first = await issueSetUpToken(store);
    const second = await issueSetUpToken(store);
    expect(Buffer.from(second, "base64url")).toHaveLength(32);
    expect(await isSetUpToken(store, first)).toBe(false);
    expect(await isSetUpToken(store, second)).toBe(true);
    expect(await isSetUpToken(store, "")).toBe(false);
    expect(JSON.stringify(await store.db.setting.findMany())).not.toContain(second);
    await own();
    expect(await isSetUpToken(store, second)).toBe(false);
    await expect(issueSetUpToken(store)).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("of many who would be the owner at the same time, one is", async () => {
    expect(await hasOwner(store)).toBe(false);
    const claims = await Promise.allSettled(
      [1, 2, 3, 4].map((number) => createOwner(store, { email: `owner${number}@example.org`, password }, tester)),
    );
    expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await hasOwner(store)).toBe(true);
    expect(await readAdministrators(store)).toHaveLength(1);
    expect(await verifyAudit(store)).toMatchObject({ isIntact: true, entryCount: 1 });
  });

  test("one e-mail is one administrator, and passwords are at least ten characters that nobody guesses first", async () => {
    await own();
    const another = { role: "administrator", password } as const;
    await expect(createAdministrator(store, { ...another, email }, tester)).rejects.toMatchObject({
      code: "already-exists",
      field: "email",
    });
    for (const weak of ["short-one", "password1234", "helper@example.org"]) {
      const input = { ...another, email: "helper@example.org", password: weak };
      await expect(createAdministrator(store, input, tester)).rejects.toThrow(/password/i);
    }
    await createAdministrator(store, { ...another, email: "helper@example.org" }, tester);
    expect(await readAdministrators(store)).toMatchObject([{ role: "administrator" }, { email, role: "owner" }]);
  });

  test("the right pair gets in, in any case; everything else gets one and the same answer", async () => {
    const { id } = await own();
    expect(await check({ email: "OWNER@example.org" })).toMatchObject({ id, email, role: "owner" });
    expect(await check()).not.toHaveProperty("passwordHash");
    const wrong = await check({ password: "wrong" });
    expect(wrong).toMatchObject({ refused: "credentials" });
    expect(await check({ email: "nobody@example.org" })).toEqual(wrong);
    expect(await check({ email: "a\u0000@example.org" })).toEqual(wrong);
    await store.db.administrator.update({ where: { id }, data: { isEnabled: false } });
    expect(await check()).toEqual(wrong);
  });

  test("a guesser waits longer and longer, is told for how long, and delays nobody elsewhere", async () => {
    await own();
    const guess = () => check({ password: "wrong" });
    for (let round = 0; round < 3; round += 1) expect(await guess()).toMatchObject({ refused: "credentials" });
    expect(await guess()).toEqual({
      refused: "throttled",
      retryAfterSeconds: 2,
      text: "Too many attempts from your network. Wait 2 seconds, then try again.",
    });
    expect(await check({ remoteAddress: "192.0.2.77" })).toMatchObject({ refused: "throttled" });
    expect(await check({ remoteAddress: "198.51.100.1" })).toMatchObject({ email });
    clock.pass(2000);
    expect(await guess()).toMatchObject({ refused: "credentials" });
    expect(await guess()).toMatchObject({ refused: "throttled", retryAfterSeconds: 4 });
    clock.pass(4000);
    expect(await check()).toMatchObject({ email });
    expect(await guess()).toMatchObject({ refused: "credentials" });
  });

  test("guesses sent all at once are counted one by one", async () => {
    await own();
    const answers = await Promise.all(Array.from({ length: 20 }, () => check({ password: "wrong" })));
    expect(answers.filter((answer) => "refused" in answer && answer.refused === "credentials")).toHaveLength(3);
  });

  test("a browser stays signed in until it is signed out, unseen for a week, or thirty days old", async () => {
    const { id: administratorId } = await own();
    const start = () =>
      startSignIn(store, { administratorId, remoteAddress: "192.0.2.1", userAgent: "x".repeat(1000) });
    const [out, idle, old] = [await start(), await start(), await start()];
    expect(await readSignIn(store, out)).toMatchObject({ id: administratorId, email });
    await endSignIn(store, out);
    expect(await readSignIn(store, out)).toBeNull();
    expect(await readSignIn(store, "nonsense")).toBeNull();
    for (let day = 1; day <= 29; day += 1) {
      clock.pass(dayMs);
      expect(await readSignIn(store, old)).not.toBeNull();
    }
    expect(await readSignIn(store, idle)).toBeNull();
    clock.pass(dayMs);
    expect(await readSignIn(store, old)).toBeNull();
  });

  test("an administrator revokes his own browsers, and nobody else's", async () => {
    const { id: administratorId } = await own();
    const other = await createAdministrator(store, { email: "b@example.org", password, role: "administrator" }, tester);
    const browser = { remoteAddress: "192.0.2.1", userAgent: "b" };
    const id = await startSignIn(store, { administratorId, ...browser });
    await expect(revokeSignIn(store, { administratorId: other.id, id }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await readSignIns(store, administratorId)).toMatchObject([{ id, remoteAddress: "192.0.2.1" }]);
    await revokeSignIn(store, { administratorId, id }, tester);
    expect(await readSignIn(store, id)).toBeNull();
  });

  test("a new password needs the present one and signs the other browsers out; the rescue signs out all", async () => {
    const { id: administratorId } = await own();
    const browser = { administratorId, remoteAddress: "192.0.2.1", userAgent: "b" };
    const [here, there] = [await startSignIn(store, browser), await startSignIn(store, browser)];
    const change = (currentPassword: string) =>
      changeOwnPassword(
        store,
        { administratorId, signInId: here, currentPassword, password: "another-harbour-9" },
        tester,
      );
    await expect(change("wrong")).rejects.toMatchObject({ code: "invalid", field: "currentPassword" });
    await change(password);
    expect([await readSignIn(store, here), await readSignIn(store, there)]).toMatchObject([{ email }, null]);
    expect(await check({ password: "another-harbour-9" })).toMatchObject({ email });

    await resetAdministratorPassword(store, { email, password: "third-harbour-99" }, tester);
    expect(await readSignIn(store, here)).toBeNull();
    expect(await check({ password: "third-harbour-99" })).toMatchObject({ email });
    await expect(
      resetAdministratorPassword(store, { email: "nobody@example.org", password: "third-harbour-99" }, tester),
    ).rejects.toMatchObject({ code: "not-found" });
  });

  test("who guesses the present password in a browser left open is slowed, as at the sign-in", async () => {
    const { id: administratorId } = await own();
    const actor = { ...tester, remoteAddress: "192.0.2.1" };
    const signInId = await startSignIn(store, { administratorId, remoteAddress: "192.0.2.1", userAgent: "b" });
    const change = (currentPassword: string) =>
      changeOwnPassword(store, { administratorId, signInId, currentPassword, password: "another-harbour-9" }, actor);
    for (const guess of ["one", "two", "three"])
      await expect(change(guess)).rejects.toThrow("not your present password");
    await expect(change(password)).rejects.toMatchObject({
      code: "invalid",
      field: "currentPassword",
      message: expect.stringContaining("Wait 2 seconds"),
    });
    expect(await check()).toMatchObject({ refused: "throttled" });
    clock.pass(2000);
    await change(password);
    expect(await check({ password: "another-harbour-9" })).toMatchObject({ email });
  });

  test("an administrator's time zone is one that exists", async () => {
    const { id: administratorId } = await own();
    await changePreferences(store, { administratorId, timeZone: "Europe/Vienna" }, tester);
    expect(await readAdministrators(store)).toMatchObject([{ timeZone: "Europe/Vienna" }]);
    await expect(changePreferences(store, { administratorId, timeZone: "Mars/Phobos" }, tester)).rejects.toThrow();
  });
});
