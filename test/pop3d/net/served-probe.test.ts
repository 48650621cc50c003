import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCertificates } from "#server/certificate/read.ts";
import { uploadCertificate } from "#server/certificate/upload-certificate.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { updateListener } from "#server/listener/update-listener.ts";
import { probeServedNow } from "#server/served-certificate/probe-now.ts";
import { ownLookAddress } from "#server/served-certificate/own-look.ts";
import { readServedFacts } from "#server/served-certificate/read.ts";
import { shakeHands } from "#server/served-certificate/shake-hands.ts";
import { tester } from "#test/support/actor.ts";
import { Authority } from "#test/support/authority.ts";
import { engines } from "#test/support/databases.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";

describe.each(engines)("what clients are shown, as the daemon finds it on %s", (engine) => {
  let authority: Authority;
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    authority = await Authority.create();
    at = await freshInstallation(engine);
    const { id } = await at.listener("LMTP");
    await updateListener(at.store, { id, tls: "starttls" }, tester);
    await createListener(
      at.store,
      {
        kind: "pop3",
        name: "Proxied",
        address: "127.0.0.1",
        port: 0,
        tls: "implicit",
        proxyProtocol: true,
        trustedNetworks: "127.0.0.1/32",
      },
      tester,
    );
    daemon = await startDaemon(at, {});
  });
  afterAll(async () => {
    await daemon?.stop();
    await at?.close();
  });

  const facts = async () =>
    (await readServedFacts(at.store)).map((fact) => [
      fact.listenerName,
      fact.serverName,
      fact.isAsWanted,
      fact.errorText,
    ]);

  test("it looks right after the start: implicit TLS, STLS and STARTTLS, not behind a proxy", async () => {
    await eventually(async () => (await facts()).length === 3);
    expect(await facts()).toEqual([
      ["POP3", "", true, null],
      ["POP3S", "", true, null],
      ["LMTP", "", true, null],
    ]);
    const [fact] = await readServedFacts(at.store);
    expect(fact).toMatchObject({ tlsVersion: "TLSv1.3", issuer: "" });
  });

  test("and right after a change, by every name; since when stays while the same is shown", async () => {
    const before = await readServedFacts(at.store);
    const { fullChainPem, keyPem } = await authority.issue(["*.example.net"]);
    await uploadCertificate(at.store, { chain: fullChainPem + authority.rootPem, secretKey: keyPem }, tester);
    await eventually(async () => (await facts()).length === 6);
    const now = await readServedFacts(at.store);
    const named = now.filter(({ serverName }) => serverName === "any.example.net");
    expect(named).toMatchObject(Array(3).fill({ issuer: "Test Authority R1", isAsWanted: true }));
    const unnamed = now.filter(({ serverName }) => serverName === "");
    expect(unnamed.map(({ sinceAt }) => sinceAt)).toEqual(before.map(({ sinceAt }) => sinceAt));
    expect(unnamed.every(({ probedAt }, index) => probedAt > (before[index]?.probedAt ?? probedAt))).toBe(true);
  });

  test("a certificate that is stored and not served is told, beside the one that is", async () => {
    const [byDefault] = await readCertificates(at.store);
    await at.store.db.certificate.update({ where: { id: byDefault?.id ?? 0 }, data: { fingerprint: "AA:BB" } });
    const { probedCount } = await probeServedNow(at.store, {}, tester);
    expect(probedCount).toBe(6);
    const fact = (await readServedFacts(at.store)).find(
      ({ listenerName, serverName }) => listenerName === "POP3S" && serverName === "",
    );
    expect(fact).toMatchObject({
      isAsWanted: false,
      wanted: { id: byDefault?.id },
      fingerprint: byDefault?.fingerprint,
    });
  });

  test("a look is no session, and is logged as none; whoever asks for more from where it comes from has one", async () => {
    const { probedCount } = await probeServedNow(at.store, {}, tester);
    expect(probedCount).toBe(6);
    const client = connect({ host: "127.0.0.1", port: daemon.port("POP3"), localAddress: ownLookAddress });
    client.write("AUTH NONSENSE\r\nQUIT\r\n");
    client.resume();
    await once(client, "close");
    // Written in the order in which they ended: those of all looks would be there by now.
    const sessions = await eventually(async () => {
      const rows = await at.store.db.session.findMany({ select: { remoteAddress: true, endReason: true } });
      return rows.length > 0 && rows[0]?.endReason !== null && rows;
    });
    expect(sessions).toEqual([{ remoteAddress: ownLookAddress, endReason: "quit" }]);
    const ends = daemon
      .said()
      .split("\n")
      .filter((line) => line.includes('"session-end"'));
    expect(ends).toHaveLength(1);
  });
});

describe("a look at what is no mail server", () => {
  test.each([
    ["hangs up", (socket: import("node:net").Socket) => socket.destroy(), /closed the connection/],
    [
      "refuses STLS",
      (socket: import("node:net").Socket) => socket.end("+OK hello\r\n-ERR no\r\n"),
      /TLS was refused|cannot be reached|closed/,
    ],
  ] as const)("one that %s is told of in a sentence", async (_, serve, sentence) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      serve(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const shaken = await shakeHands({ host: "127.0.0.1", port, protocol: "pop3", tls: "starttls" }, "");
    expect(shaken).toEqual({ errorText: expect.stringMatching(sentence) });
    server.close();
  });
});
