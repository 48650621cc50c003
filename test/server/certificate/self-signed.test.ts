import { X509Certificate } from "node:crypto";
import { connect, createServer } from "node:tls";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSelfSigned } from "#server/certificate/create-self-signed.ts";
import { readCertificates, readServedCertificate, type ServedCertificate } from "#server/certificate/read.ts";
import { readControl } from "#server/control/read-control.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("the self-signed certificate on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
    await changeSettings(at.store, { hostname: "mail.example.org" }, tester);
  });
  afterEach(() => at.close());

  test("carries this server's names, and a client who trusts it gets through under each of them", async () => {
    expect(await readServedCertificate(at.store)).toBeNull();
    await createSelfSigned(at.store, {}, tester);
    const served = (await readServedCertificate(at.store)) as ServedCertificate;
    const leaf = new X509Certificate(served.chainPem);
    expect(served.names).toEqual(["mail.example.org", "localhost", "127.0.0.1", "::1"]);
    expect(leaf.fingerprint256).toBe(served.fingerprint);
    expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIP("::1")).toBe("::1");
    expect(Math.round((Date.parse(leaf.validTo) - Date.now()) / 86_400_000)).toBe(825);
    for (const name of ["mail.example.org", "localhost"])
      await expect(handshake(served, name)).resolves.toBe("TLSv1.3");
    await expect(handshake(served, "elsewhere.example")).rejects.toThrow(/does not match/);
  });

  test("its key is sealed in the table", async () => {
    await createSelfSigned(at.store, {}, tester);
    const row = await at.store.db.certificate.findFirstOrThrow();
    expect(row.sealedKey).not.toContain("PRIVATE");
    expect(at.store.sealer.open(row.sealedKey)).toContain("BEGIN PRIVATE KEY");
    const entry = await at.store.db.auditEntry.findFirstOrThrow({ where: { action: "certificate.create" } });
    expect(JSON.stringify(entry)).not.toContain("PRIVATE");
  });

  test("a new one is served instead of the old, and the daemon is told", async () => {
    await createSelfSigned(at.store, {}, tester);
    const before = await readControl(at.store.db);
    const { id } = await createSelfSigned(at.store, { names: ["pop.bücher.example"] }, tester);
    expect(await readServedCertificate(at.store)).toMatchObject({ id, kind: "self-signed" });
    expect((await readCertificates(at.store)).map(({ isDefault }) => isDefault)).toEqual([true, false]);
    expect((await readControl(at.store.db)).generation).toBe(before.generation + 1);
    const served = (await readServedCertificate(at.store)) as ServedCertificate;
    expect(new X509Certificate(served.chainPem).checkHost("pop.xn--bcher-kva.example")).toBeDefined();
  });
});

/** The protocol agreed on by a client that trusts nothing but this certificate. */
async function handshake({ chainPem, keyPem }: ServedCertificate, servername: string): Promise<string | null> {
  const server = createServer({ cert: chainPem, key: keyPem }, (socket) => socket.end());
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const client = connect({ host: "127.0.0.1", port, servername, ca: chainPem });
    client.on("data", () => {});
    await once(client, "secureConnect");
    const protocol = client.getProtocol();
    client.destroy();
    return protocol;
  } finally {
    server.close();
  }
}
