import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appendAudit, type NewAuditEntry } from "#server/audit/append-audit.ts";
import { readLastChange, readLastSettingChange } from "#server/audit/read-last-change.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("who last changed something, on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const did = (minute: number, entry: NewAuditEntry) =>
    at.store.db.$transaction((tx) => appendAudit(tx, tester, new Date(Date.UTC(2026, 10, 21, 10, minute)), entry));

  test("is the newest entry of these verbs, and of this object where one is named", async () => {
    expect(await readLastChange(at.store, { actions: ["listener.create"] })).toBe(null);
    await did(1, { action: "listener.create", object: "POP3" });
    await did(2, { action: "listener.update", object: "POP3S" });
    await did(3, { action: "account.update", object: "POP3" });
    const actions = ["listener.create", "listener.update"];
    expect(await readLastChange(at.store, { actions })).toMatchObject({ action: "listener.update", number: 2 });
    expect(await readLastChange(at.store, { actions, object: "POP3" })).toEqual({
      number: 1,
      at: new Date("2026-11-21T10:01:00Z"),
      actorKind: tester.kind,
      actorName: tester.name,
      action: "listener.create",
    });
  });

  test("of a setting is found among others changed with it, and not by a part of its name", async () => {
    await did(1, { action: "setting.change", object: "hostname, expireDays, offersScram" });
    await did(2, { action: "setting.change", object: "expireDaysLater" });
    for (const name of ["hostname", "expireDays", "offersScram"]) {
      expect((await readLastSettingChange(at.store, [name]))?.number).toBe(1);
    }
    expect(await readLastSettingChange(at.store, ["Days"])).toBe(null);
    expect((await readLastSettingChange(at.store, ["none", "expireDaysLater"]))?.number).toBe(2);
  });
});
