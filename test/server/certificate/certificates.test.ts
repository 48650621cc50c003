import { X509Certificate } from "node:crypto";
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { createSelfSigned, renewSelfSigned } from "#server/certificate/create-self-signed.ts";
import { deleteCertificate } from "#server/certificate/delete-certificate.ts";
import { readCertificates, readRequests, readServedCertificates } from "#server/certificate/read.ts";
import { answerRequest, deleteRequest, requestCertificate } from "#server/certificate/request-certificate.ts";
import { setDefaultCertificate } from "#server/certificate/set-default.ts";
import { uploadCertificate } from "#server/certificate/upload-certificate.ts";
import { readControl } from "#server/control/read-control.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { Authority } from "#test/support/authority.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("certificates on %s", (engine) => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await Authority.create();
  });
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
    await changeSettings(at.store, { hostname: "mail.example.org" }, tester);
  });
  afterEach(() => at.close());

  async function given(...names: string[]) {
    const { fullChainPem, keyPem, certificatePem } = await authority.issue(names);
    return {
      chain: fullChainPem + authority.rootPem,
      secretKey: keyPem,
      fingerprint: new X509Certificate(certificatePem).fingerprint256,
    };
  }

  test("an upload is stored with its key sealed, told to the daemon, and audited without a secret", async () => {
    await createSelfSigned(at.store, {}, tester);
    const { generation } = await readControl(at.store.db);
    const { fingerprint, ...upload } = await given("mail.example.org");
    const checked = await uploadCertificate(at.store, { ...upload, isDefault: true }, tester);
    expect(checked).toMatchObject({ names: ["mail.example.org"], issuer: "Test Authority R1", chainLength: 2 });
    expect(checked.notes).toEqual(["It fits mail.example.org, the name mail programs connect to."]);
    expect((await readControl(at.store.db)).generation).toBe(generation + 1);
    expect(await readCertificates(at.store)).toMatchObject([
      { kind: "uploaded", fingerprint, isDefault: true, keyType: "ECDSA P-256", shownFor: ["mail.example.org"] },
      { kind: "self-signed", isDefault: false, shownFor: ["localhost", "127.0.0.1", "::1"] },
    ]);
    const rows = await at.store.db.certificate.findMany();
    expect(JSON.stringify([rows, await at.store.db.auditEntry.findMany()])).not.toContain("PRIVATE");
    expect((await readServedCertificates(at.store)).find((each) => each.isDefault)?.keyPem).toBe(upload.secretKey);
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
  });

  test("a trial stores nothing; a refusal stores nothing; the same one twice is refused", async () => {
    const { fingerprint: _, ...upload } = await given("mail.example.org");
    const { generation } = await readControl(at.store.db);
    expect((await uploadCertificate(at.store, { ...upload, isTrial: true }, tester)).id).toBeNull();
    const other = await given("other.example.org");
    const wrong = uploadCertificate(at.store, { ...upload, secretKey: other.secretKey }, tester);
    await expect(wrong).rejects.toMatchObject({ code: "invalid", field: "secretKey" });
    expect(await at.store.db.certificate.count()).toBe(0);
    expect((await readControl(at.store.db)).generation).toBe(generation);
    await uploadCertificate(at.store, upload, tester);
    await expect(uploadCertificate(at.store, upload, tester)).rejects.toMatchObject({ code: "already-exists" });
    expect(await at.store.db.certificate.count()).toBe(1);
  });

  test("names are compared with the host name and the domains", async () => {
    await createDomain(at.store, { name: "example.org" }, tester);
    await createDomain(at.store, { name: "bücher.example" }, tester);
    const { fingerprint: _, ...upload } = await given("pop.xn--bcher-kva.example");
    const { names, notes } = await uploadCertificate(at.store, upload, tester);
    expect(names).toEqual(["pop.bücher.example"]);
    expect(notes[0]).toContain("It does not fit mail.example.org");
    expect(notes[1]).toBe("It names hosts of bücher.example, none of example.org.");
  });

  test("the first is the default by itself; the default cannot be deleted, the others can", async () => {
    const first = await uploadCertificate(at.store, await given("mail.example.org"), tester);
    const only = deleteCertificate(at.store, { id: first.id ?? 0 }, tester);
    await expect(only).rejects.toMatchObject({ code: "in-use", message: expect.stringContaining("only certificate") });
    const second = await uploadCertificate(at.store, await given("pop.example.org"), tester);
    await expect(deleteCertificate(at.store, { id: first.id ?? 0 }, tester)).rejects.toMatchObject({ code: "in-use" });
    await setDefaultCertificate(at.store, { id: second.id ?? 0 }, tester);
    expect((await readCertificates(at.store)).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
    await deleteCertificate(at.store, { id: first.id ?? 0 }, tester);
    await expect(deleteCertificate(at.store, { id: first.id ?? 0 }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await at.store.db.certificate.count({ where: { isDefault: true } })).toBe(1);
  });

  test("a renewal takes the place of the one before, and stays the default", async () => {
    const before = await uploadCertificate(at.store, await given("mail.example.org"), tester);
    const { fingerprint, ...renewed } = await given("mail.example.org");
    const after = await uploadCertificate(at.store, { ...renewed, replacesId: before.id ?? 0 }, tester);
    expect(after.id).toBe(before.id);
    expect(await readCertificates(at.store)).toMatchObject([{ fingerprint, isDefault: true }]);
    const entry = await at.store.db.auditEntry.findFirstOrThrow({ where: { action: "certificate.replace" } });
    expect(JSON.parse(entry.after ?? "")).toMatchObject({ fingerprint });
  });

  test("a self-signed one is renewed with the same names; of others it is refused", async () => {
    const made = await createSelfSigned(at.store, { names: ["pop.example.org"] }, tester);
    const again = await renewSelfSigned(at.store, { id: made.id }, tester);
    expect([again.id, again.names, again.isDefault]).toEqual([made.id, made.names, true]);
    expect(again.fingerprint).not.toBe(made.fingerprint);
    const { id } = await uploadCertificate(at.store, await given("mail.example.org"), tester);
    await expect(renewSelfSigned(at.store, { id: id ?? 0 }, tester)).rejects.toMatchObject({ code: "invalid" });
  });

  test("a name that is none is refused at the field, by its name", async () => {
    for (const names of ["mail.example.org bad-", "a..b", "*.*.example.org", "-", "", "x".repeat(254)]) {
      const made = requestCertificate(at.store, { names } as never, tester);
      await expect(made).rejects.toMatchObject({ code: "invalid", field: "names" });
    }
  });

  test.each(["ecdsa-p256", "rsa-2048"] as const)(
    "a request for %s goes to an authority, and its answer finds the key",
    async (keyType) => {
      await createSelfSigned(at.store, {}, tester);
      const names = "mail.example.org\npop.bücher.example, *.example.org";
      const { id, request } = await requestCertificate(at.store, { names, keyType } as never, tester);
      const parsed = new Pkcs10CertificateRequest(request);
      expect(await parsed.verify()).toBe(true);
      const extension = parsed.getExtension("2.5.29.17");
      const asked =
        extension && new SubjectAlternativeNameExtension(extension.rawData).names.items.map(({ value }) => value);
      expect(asked).toEqual(["mail.example.org", "pop.xn--bcher-kva.example", "*.example.org"]);
      expect(JSON.stringify(await readRequests(at.store))).not.toContain("PRIVATE");
      const other = await given("mail.example.org");
      const wrong = answerRequest(at.store, { id, chain: other.chain }, tester);
      await expect(wrong).rejects.toMatchObject({
        field: "chain",
        message: expect.stringContaining("belongs to this request"),
      });
      if (keyType !== "ecdsa-p256") return void (await deleteRequest(at.store, { id }, tester));
      const signed = await authority.issue(asked ?? [], { publicKeyDer: new Uint8Array(parsed.publicKey.rawData) });
      const checked = await answerRequest(at.store, { id, chain: signed.fullChainPem + authority.rootPem }, tester);
      expect(checked.names).toContain("pop.bücher.example");
      expect(await readRequests(at.store)).toEqual([]);
      const served = (await readServedCertificates(at.store)).find((each) => each.id === checked.id);
      expect(served?.keyPem).toContain("BEGIN PRIVATE KEY");
      await expect(answerRequest(at.store, { id, chain: signed.fullChainPem }, tester)).rejects.toMatchObject({
        code: "not-found",
      });
    },
  );
});
