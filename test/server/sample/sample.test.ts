import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { readAccount } from "#server/account/read.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createSample } from "#server/sample/create-sample.ts";
import { readSample } from "#server/sample/read.ts";
import { removeSample } from "#server/sample/remove-sample.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("the sample on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("comes with mail and a password that works, and goes without a trace", async () => {
    const sample = await createSample(at.store, {}, tester);
    expect(await readAccount(at.store, sample.accountId)).toMatchObject({
      messageCount: sample.messageCount,
      isSample: true,
    });
    expect(sample.messageCount).toBeGreaterThanOrEqual(5);
    const attempt = { name: sample.address, password: Buffer.from(sample.password), remoteAddress: "192.0.2.1" };
    expect(await new SignIns(at.store, () => defaultSettings).signIn(attempt)).toMatchObject({
      accountId: sample.accountId,
    });
    expect(await readSample(at.store)).not.toBeNull();
    await expect(createSample(at.store, {}, tester)).rejects.toMatchObject({ code: "already-exists" });

    await removeSample(at.store, {}, tester);
    expect(await readSample(at.store)).toBeNull();
    expect([await at.store.db.account.count(), await at.store.db.message.count()]).toEqual([0, 0]);
    for await (const body of at.store.bodies.list()) throw new Error(`left behind: ${body.place}`);
    await expect(removeSample(at.store, {}, tester)).rejects.toMatchObject({ code: "not-found" });
  });

  test("what was added to it goes with it, and nothing else does", async () => {
    await createSample(at.store, {}, tester);
    const { name } = (await readSample(at.store)) as { name: string };
    await createDomain(at.store, { name: "example.org" }, tester);
    const { id } = await createAccount(at.store, { address: "ann@example.org" }, tester);
    await createAccount(at.store, { address: `second@${name}` }, tester);
    await createAlias(at.store, { accountId: id, address: `ann@${name}` }, tester);
    await removeSample(at.store, {}, tester);
    expect(await readAccount(at.store, id)).toMatchObject({ address: "ann@example.org", aliases: [] });
  });
});
