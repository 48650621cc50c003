import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tellChanges } from "#server/audit/tell-changes.ts";
import type { Logger } from "#server/log.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("changes are told in the log, on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("each once, when it is committed; those before the first look are not", async () => {
    const said: object[] = [];
    const log = { info: (facts: object) => said.push(facts) } as unknown as Logger;
    await changeSettings(at.store, { signInSeconds: 61 }, tester);
    await tellChanges(at.store, log);
    await changeSettings(at.store, { signInSeconds: 62 }, tester);
    const refused = changeSettings(at.store, { defaultDomain: "elsewhere.example" }, tester);
    await expect(refused).rejects.toMatchObject({ code: "invalid" });
    await tellChanges(at.store, log);
    await tellChanges(at.store, log);
    expect(said).toEqual([
      expect.objectContaining({ event: "changed", action: "setting.change", object: "signInSeconds" }),
    ]);
  });
});
