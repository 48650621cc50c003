import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { type ConnectionOptions, type SecureVersion, connect as tlsConnect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setDefaultCertificate } from "#server/certificate/set-default.ts";
import { uploadCertificate } from "#server/certificate/upload-certificate.ts";
import { readControl } from "#server/control/read-control.ts";
import { updateListener } from "#server/listener/update-listener.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { Authority } from "#test/support/authority.ts";
import { engines } from "#test/support/databases.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

describe.each(engines)("several certificates of one daemon on %s", (engine) => {
  let authority: Authority;
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    authority = await Authority.create();
    at = await freshInstallation(engine);
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
  });
  afterAll(async () => {
    await daemon?.stop();
    await at?.close();
  });

  async function install(names: string[], isDefault = false, key: "P-256" | 2048 = "P-256") {
    const { fullChainPem, keyPem, certificatePem } = await authority.issue(names, { key });
    const upload = { chain: fullChainPem + authority.rootPem, secretKey: keyPem, isDefault };
    const { id } = await uploadCertificate(at.store, upload, tester);
    await obeyed();
    return { id: id ?? 0, fingerprint: new X509Certificate(certificatePem).fingerprint256 };
  }

  async function obeyed(): Promise<void> {
    const { generation } = await readControl(at.store.db);
    await eventually(async () => ((await readDaemonState(at.store))?.observedGeneration ?? 0) >= generation);
  }

  async function shake(options: ConnectionOptions = {}, port = daemon.port("POP3S")): Promise<TLSSocket> {
    const socket = tlsConnect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
    await once(socket, "secureConnect");
    return socket;
  }

  /** Fingerprint shown to a client that asks for this name, on every worker. */
  async function shown(servername?: string): Promise<string> {
    const prints = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const socket = await shake({ servername });
      prints.add(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    }
    expect(prints.size).toBe(1);
    return [...prints][0] ?? "";
  }

  test("each name has its own, by SNI, exact before wildcard; the default for all others; sessions stay", async () => {
    const inside = await RawClient.connectTls(daemon.port("POP3S"));
    await inside.line();
    expect(await inside.signIn(at.address, at.password)).toMatch(/^\+OK/);
    const byDefault = await install(["mail.example.org"], true);
    const wildcard = await install(["*.example.net"]);
    const exact = await install(["pop.example.net"], false, 2048);
    expect(await shown("mail.example.org")).toBe(byDefault.fingerprint);
    expect(await shown("POP.example.net")).toBe(exact.fingerprint);
    expect(await shown("imap.example.net")).toBe(wildcard.fingerprint);
    expect(await shown("deep.imap.example.net")).toBe(byDefault.fingerprint);
    expect(await shown("elsewhere.example")).toBe(byDefault.fingerprint);
    expect(await shown()).toBe(byDefault.fingerprint);
    await setDefaultCertificate(at.store, { id: wildcard.id }, tester);
    await obeyed();
    expect(await shown("elsewhere.example")).toBe(wildcard.fingerprint);
    // A client that trusts the authority alone gets through under each name, with the chain it is sent.
    for (const servername of ["mail.example.org", "pop.example.net", "imap.example.net"]) {
      const socket = await shake({
        servername,
        ca: authority.rootPem,
        rejectUnauthorized: true,
        ALPNProtocols: ["pop3"],
      });
      expect([socket.authorized, socket.alpnProtocol]).toEqual([true, "pop3"]);
      socket.destroy();
    }
    const stls = await RawClient.connect(daemon.port("POP3"));
    await stls.line();
    await stls.command("STLS");
    await stls.startTls({ servername: "pop.example.net" });
    expect(stls.tls.getPeerCertificate().fingerprint256).toBe(exact.fingerprint);
    stls.destroy();
    expect(await inside.command("STAT")).toMatch(/^\+OK 0 0/);
    await inside.command("QUIT");
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "tickets of %s are good under every name, on every worker",
    async (version) => {
      for (const servername of ["pop.example.net", "imap.example.net", "elsewhere.example"]) {
        let ticket: Buffer | undefined;
        for (let n = 0; n < 6; n += 1) {
          const options = { servername, minVersion: version, maxVersion: version, session: ticket } as const;
          const socket = tlsConnect({
            port: daemon.port("POP3S"),
            host: "127.0.0.1",
            rejectUnauthorized: false,
            ...options,
          });
          socket.on("session", (given: Buffer) => {
            ticket = given;
          });
          socket.once("data", () => socket.end("QUIT\r\n"));
          await once(socket, "secureConnect");
          expect([servername, n, socket.isSessionReused()]).toEqual([servername, n, n > 0]);
          await once(socket, "close");
        }
      }
    },
  );

  describe("TLS policy", () => {
    const tls = (port: string, maxVersion: SecureVersion, ciphers?: string) =>
      shake({ minVersion: "TLSv1", maxVersion, ciphers: `${ciphers ?? "ALL"}:@SECLEVEL=0` }, daemon.port(port)).then(
        (socket) => {
          const agreed = [socket.getProtocol(), socket.getCipher().name];
          socket.destroy();
          return agreed;
        },
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      );

    test("intermediate: TLS 1.2 with good ciphers alone, nothing older", async () => {
      expect(await tls("POP3S", "TLSv1.3")).toEqual(["TLSv1.3", expect.any(String)]);
      expect(await tls("POP3S", "TLSv1.2")).toEqual(["TLSv1.2", expect.stringMatching(/GCM|CHACHA20/)]);
      expect(await tls("POP3S", "TLSv1.2", "ECDHE-ECDSA-AES128-SHA:AES128-SHA")).toMatch(/HANDSHAKE_FAILURE/);
      expect(await tls("POP3S", "TLSv1.1")).toMatch(/PROTOCOL_VERSION/);
    });

    test("modern, or a least version of 1.3, turns TLS 1.2 away within a second, and back again", async () => {
      for (const change of [{ tlsProfile: "modern" }, { tlsMinVersion: "TLSv1.3" }] as const) {
        await changeSettings(at.store, change, tester);
        await obeyed();
        expect(await tls("POP3S", "TLSv1.2")).toMatch(/PROTOCOL_VERSION/);
        expect(await tls("POP3S", "TLSv1.3")).toEqual(["TLSv1.3", expect.any(String)]);
        await changeSettings(at.store, { tlsProfile: "intermediate", tlsMinVersion: "TLSv1.2" }, tester);
        await obeyed();
        expect(await tls("POP3S", "TLSv1.2")).toEqual(["TLSv1.2", expect.any(String)]);
      }
    });

    test("the legacy switch lets old programs in on one listener, and each of them is logged", async () => {
      const { id } = await at.listener("POP3S");
      const { id: lmtp } = await at.listener("LMTP");
      await expect(updateListener(at.store, { id: lmtp, allowsLegacyTls: true }, tester)).rejects.toMatchObject({
        field: "allowsLegacyTls",
      });
      await updateListener(at.store, { id, allowsLegacyTls: true }, tester);
      await obeyed();
      for (const version of ["TLSv1", "TLSv1.1"] as const)
        expect(await tls("POP3S", version)).toEqual([version, expect.any(String)]);
      expect(await tls("POP3S", "TLSv1.2", "ECDHE-ECDSA-AES128-SHA")).toEqual(["TLSv1.2", "ECDHE-ECDSA-AES128-SHA"]);
      expect(await tls("POP3S", "TLSv1.3")).toEqual(["TLSv1.3", expect.any(String)]);
      const lines = await eventually(() => {
        const found = daemon
          .said()
          .split("\n")
          .filter((line) => line.includes('"legacy-tls"'));
        return found.length >= 3 && found;
      });
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { listener: "POP3S", tls: "TLSv1", remoteIp: "127.0.0.1" },
        { listener: "POP3S", tls: "TLSv1.1" },
        { listener: "POP3S", tls: "TLSv1.2", cipher: "ECDHE-ECDSA-AES128-SHA" },
      ]);
      await updateListener(at.store, { id, allowsLegacyTls: false }, tester);
      await obeyed();
      expect(await tls("POP3S", "TLSv1.1")).toMatch(/PROTOCOL_VERSION/);
    });
  });
});
