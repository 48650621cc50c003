import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readCertificates } from "#server/certificate/read.ts";
import { changeHostname } from "#server/setting/change-hostname.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("the host name on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const change = (hostname: string) => changeHostname(at.store, { hostname }, tester);
  const servedNames = async () => (await readCertificates(at.store)).map(({ names }) => names[0]);

  test("another makes another self-signed certificate, the same one none", async () => {
    await change("mail.example.org");
    expect(await change("Mail.Example.ORG ")).toMatchObject({ hostname: "mail.example.org" });
    expect(await servedNames()).toEqual(["mail.example.org"]);
    await change("pop.example.org");
    expect(await servedNames()).toEqual(["pop.example.org", "mail.example.org"]);
  });

  test("a certificate somebody else made is left alone", async () => {
    await change("mail.example.org");
    await at.store.db.certificate.updateMany({ data: { kind: "brought" } });
    await change("pop.example.org");
    expect(await servedNames()).toEqual(["mail.example.org"]);
  });
});
