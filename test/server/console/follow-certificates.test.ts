import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { connect } from "node:tls";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSelfSigned } from "#server/certificate/create-self-signed.ts";
import { uploadCertificate } from "#server/certificate/upload-certificate.ts";
import { FollowedCertificates } from "#server/console/follow-certificates.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { Authority } from "#test/support/authority.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";

describe.each(engines)("the console's certificates on %s", (engine) => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await Authority.create();
  });
  let at: TestStore;
  let certificates: FollowedCertificates;
  let door: Server;
  beforeEach(async () => {
    at = await freshStore(engine);
    await createSelfSigned(at.store, { names: ["console.example.org"] }, tester);
    certificates = new FollowedCertificates(at.store);
    await certificates.start();
    const http = createHttpServer((request, response) => response.end(`hello over ${"encrypted" in request.socket}`));
    door = createServer((socket) => certificates.secure(socket, http)).listen(0, "127.0.0.1");
    await once(door, "listening");
  });
  afterEach(async () => {
    certificates.stop();
    door.close();
    await at.close();
  });

  async function ask(servername: string, maxVersion: "TLSv1.2" | "TLSv1.3" = "TLSv1.3"): Promise<string> {
    const { port } = door.address() as AddressInfo;
    const socket = connect({
      port,
      host: "127.0.0.1",
      servername,
      maxVersion,
      rejectUnauthorized: false,
      ALPNProtocols: ["h2", "http/1.1"],
    });
    await once(socket, "secureConnect");
    const shown = `${socket.alpnProtocol} ${socket.getPeerCertificate().subjectaltname}`;
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const answer = (await socket.setEncoding("utf8").toArray()).join("");
    expect(answer).toContain("hello over true");
    return shown;
  }

  test("by name, of either kind of key, without a restart; no name is the default; the TLS policy holds", async () => {
    expect(await ask("")).toContain("console.example.org");
    const { fullChainPem, keyPem } = await authority.issue(["mail.example.org"], { key: 2048 });
    await uploadCertificate(at.store, { chain: fullChainPem + authority.rootPem, secretKey: keyPem }, tester);
    await eventually(async () => (await ask("mail.example.org")) === "http/1.1 DNS:mail.example.org");
    expect(await ask("")).toContain("console.example.org");
    expect(await ask("elsewhere.example")).toContain("console.example.org");
    expect(await ask("mail.example.org", "TLSv1.2")).toContain("mail.example.org");
    await changeSettings(at.store, { tlsProfile: "modern" }, tester);
    await eventually(() =>
      ask("", "TLSv1.2").then(
        () => false,
        () => true,
      ),
    );
    expect(await ask("")).toContain("console.example.org");
  });
});
