import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasOwner } from "#server/administrator/read.ts";
import { issueSetUpToken } from "#server/administrator/set-up-token.ts";
import { createFirstAccount } from "#server/set-up/create-first-account.ts";
import { createFirstOwner } from "#server/set-up/create-first-owner.ts";
import { createSampleAccount, removeSampleAccount } from "#server/set-up/create-sample-account.ts";
import { finishSetUp, reachStep, readSetUp } from "#server/set-up/progress.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const owner = { email: "owner@example.org", password: "plum kettle orbit 42" };
const account = { address: "Ann@Example.org", password: "pear-tree-9-lamp" };

describe.each(engines)("the set-up on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("without the present token nobody becomes the owner, and the token works once", async () => {
    const first = await issueSetUpToken(at.store);
    const token = await issueSetUpToken(at.store);
    for (const wrong of ["", "guess", first]) {
      const refused = createFirstOwner(at.store, { ...owner, token: wrong }, "192.0.2.1");
      await expect(refused).rejects.toMatchObject({ code: "not-allowed" });
    }
    expect(await hasOwner(at.store)).toBe(false);
    await createFirstOwner(at.store, { ...owner, token }, "192.0.2.1");
    const again = createFirstOwner(at.store, { ...owner, email: "eve@example.org", token }, "192.0.2.66");
    await expect(again).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("it goes on where it was left, and going back forgets nothing", async () => {
    expect(await readSetUp(at.store)).toEqual({ step: "server", isFinished: false, trial: null });
    await reachStep(at.store, "try");
    await reachStep(at.store, "mail");
    expect((await readSetUp(at.store)).step).toBe("try");
  });

  test("the first account brings its domain; its password is sealed at rest and forgotten at the end", async () => {
    await createFirstAccount(at.store, account, tester);
    const { trial, step } = await readSetUp(at.store);
    expect(trial).toEqual({ address: "ann@example.org", password: account.password });
    expect(step).toBe("try");
    const rows = await at.store.db.setting.findMany();
    expect(JSON.stringify(rows)).not.toContain(account.password);
    await finishSetUp(at.store, {}, tester);
    expect(await readSetUp(at.store)).toMatchObject({ isFinished: true, trial: null });
  });

  test("a domain that is there already gets one more account", async () => {
    await createFirstAccount(at.store, account, tester);
    await createFirstAccount(at.store, { ...account, address: "bob@example.org" }, tester);
    expect(await at.store.db.domain.count()).toBe(1);
    const taken = createFirstAccount(at.store, account, tester);
    await expect(taken).rejects.toMatchObject({ code: "already-exists", field: "address" });
  });

  test("removing the sample leaves the account that was made beside it", async () => {
    await createSampleAccount(at.store, {}, tester);
    await removeSampleAccount(at.store, {}, tester);
    expect((await readSetUp(at.store)).trial).toBeNull();
    await createSampleAccount(at.store, {}, tester);
    await createFirstAccount(at.store, account, tester);
    await removeSampleAccount(at.store, {}, tester);
    expect((await readSetUp(at.store)).trial?.address).toBe("ann@example.org");
  });
});
