import { hostname } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { readControl } from "#server/control/read-control.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { readSettings } from "#server/setting/read.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("settings on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("what was never chosen has a default; what was chosen stays, and the daemon is told", async () => {
    expect(await readSettings(at.store)).toEqual({ ...defaultSettings, hostname: hostname().toLowerCase() });
    const before = await readControl(at.store.db);
    await changeSettings(at.store, { hostname: " Mail.Example.ORG " }, tester);
    expect(await readSettings(at.store)).toEqual({ ...defaultSettings, hostname: "mail.example.org" });
    expect((await readControl(at.store.db)).generation).toBeGreaterThan(before.generation);
    const entry = await at.store.db.auditEntry.findFirstOrThrow({ where: { action: "setting.change" } });
    expect(entry.after).toBe('{"hostname":"mail.example.org"}');
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
  });

  test("a default domain must be ours, in any spelling", async () => {
    await expect(changeSettings(at.store, { defaultDomain: "elsewhere.example" }, tester)).rejects.toMatchObject({
      code: "invalid",
      field: "defaultDomain",
    });
    await createDomain(at.store, { name: "bücher.example" }, tester);
    await changeSettings(at.store, { defaultDomain: "XN--BCHER-KVA.example" }, tester);
    expect(await readSettings(at.store)).toMatchObject({ defaultDomain: "bücher.example" });
  });

  test("numbers, switches and none are taken as a form or a command line sends them, within their bounds", async () => {
    const change = { maxConnections: "500", maxOctetsPerHour: "", expireDays: "30", offersScram: "false" } as object;
    await changeSettings(at.store, change, tester);
    expect(await readSettings(at.store)).toMatchObject({
      maxConnections: 500,
      maxOctetsPerHour: null,
      expireDays: 30,
      offersScram: false,
    });
    const refused: [string, unknown][] = [
      ["autologoutSeconds", "599"],
      ["maxConnections", "many"],
      ["maxConnections", ""],
      ["expireDays", "never"],
      ["bodyStore", "tape"],
      ["oidcIssuer", "http://id.example.org"],
      ["oidcIssuer", "javascript:alert(1)"],
    ];
    for (const [field, value] of refused) {
      await expect(changeSettings(at.store, { [field]: value }, tester)).rejects.toMatchObject({
        code: "invalid",
        field,
      });
    }
  });

  test("what was chosen by another version and is no longer allowed is as if it were not chosen", async () => {
    await at.store.db.setting.create({ data: { name: "autologoutSeconds", value: "5" } });
    expect((await readSettings(at.store)).autologoutSeconds).toBe(defaultSettings.autologoutSeconds);
  });

  test.each(["", "a b", "-mail.example.org", "mail..example.org", "mail_1.example.org", "x".repeat(254)])(
    "%j is no host name",
    async (name) => {
      await expect(changeSettings(at.store, { hostname: name }, tester)).rejects.toMatchObject({
        code: "invalid",
        field: "hostname",
      });
    },
  );
});
