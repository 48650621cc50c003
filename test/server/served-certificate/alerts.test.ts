import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { uploadCertificate } from "#server/certificate/upload-certificate.ts";
import { raiseExpiryAlerts } from "#server/served-certificate/raise-expiry-alerts.ts";
import { readCertificateAlerts } from "#server/served-certificate/read.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { Authority } from "#test/support/authority.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const dayMs = 86_400_000;

describe.each(engines)("alerts before a certificate ends on %s", (engine) => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await Authority.create();
  });
  let at: TestStore;
  let store: Store;
  let aheadMs = 0;
  beforeEach(async () => {
    at = await freshStore(engine);
    aheadMs = 0;
    store = { ...at.store, clock: { ...at.store.clock, now: () => new Date(Date.now() + aheadMs) } };
  });
  afterEach(() => at.close());

  async function install(days: number, replacesId?: number): Promise<number> {
    const { fullChainPem, keyPem } = await authority.issue(["mail.example.org"], { to: days });
    const upload = { chain: fullChainPem + authority.rootPem, secretKey: keyPem, replacesId };
    return (await uploadCertificate(at.store, upload, tester)).id ?? 0;
  }

  /** Thresholds that were told of when so many days had passed, hour by hour. */
  async function told(afterDays: number): Promise<number[]> {
    aheadMs = afterDays * dayMs;
    await raiseExpiryAlerts(store);
    await raiseExpiryAlerts(store);
    return (await readCertificateAlerts(store)).map(({ thresholdDays }) => thresholdDays);
  }

  test("come at 30, 14, 7 and 1 days and at the end, each once, and only the nearest stands", async () => {
    const id = await install(60);
    const seen = [];
    for (const day of [0, 29, 30.5, 40, 46.5, 53.5, 58.9, 59.5, 60.5]) seen.push([day, await told(day)]);
    expect(seen).toEqual([
      [0, []],
      [29, []],
      [30.5, [30]],
      [40, [30]],
      [46.5, [14]],
      [53.5, [7]],
      [58.9, [7]],
      [59.5, [1]],
      [60.5, [0]],
    ]);
    expect(await at.store.db.certificateAlert.count()).toBe(5);
    await install(90, id);
    expect(await told(1)).toEqual([]);
    expect(await at.store.db.certificateAlert.count({ where: { resolvedAt: null } })).toBe(0);
  });

  test("of a certificate that comes with five days left, one is told, not three", async () => {
    await install(5);
    expect(await told(0)).toEqual([7]);
    expect(await at.store.db.certificateAlert.count()).toBe(1);
  });
});
