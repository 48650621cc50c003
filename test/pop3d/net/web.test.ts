import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readServedCertificate } from "#server/certificate/read.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import { setListenerEnabled, updateListener } from "#server/listener/update-listener.ts";
import { offerAcmeChallenge, withdrawAcmeChallenge } from "#server/public-web/acme-challenge.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines } from "#test/support/databases.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

describe.each(engines)("the public web listener on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  const ports: Record<string, number> = {};

  beforeAll(async () => {
    at = await freshInstallation(engine);
    const common = { kind: "web", address: "127.0.0.1", port: 0 } as const;
    await createListener(at.store, { ...common, name: "http" }, tester);
    await createListener(at.store, { ...common, name: "https", tls: "implicit" }, tester);
    daemon = await startDaemon(at);
    for (const { name, facts } of await readListeners(at.store)) ports[name] = facts[0]?.boundPort ?? 0;
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  function ask(scheme: "http" | "https", path: string, { method = "GET", headers = {}, body }: Asked = {}) {
    return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port: ports[scheme],
        path,
        method,
        headers,
        rejectUnauthorized: false,
        agent: false as const,
      };
      const asking = (scheme === "https" ? httpsRequest : httpRequest)(options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece) => (text += piece));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on("error", reject);
      });
      asking.on("error", reject);
      asking.end(body);
    });
  }

  test("answers an ACME challenge until it is withdrawn or its time is over", async () => {
    const token = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0";
    const path = `/.well-known/acme-challenge/${token}`;
    expect(await ask("http", path)).toMatchObject({ status: 404 });
    const expiresAt = new Date(Date.now() + 60_000);
    await offerAcmeChallenge(at.store, { token, keyAuthorization: `${token}.thumbprint`, expiresAt });
    for (const scheme of ["http", "https"] as const) {
      expect(await ask(scheme, path)).toMatchObject({
        status: 200,
        text: `${token}.thumbprint`,
        headers: { "content-type": "application/octet-stream", "cache-control": "no-store" },
      });
    }
    expect(await ask("http", `${path}?x=1`, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    await offerAcmeChallenge(at.store, { token, keyAuthorization: "late", expiresAt: new Date(Date.now() - 1) });
    expect(await ask("http", path)).toMatchObject({ status: 404 });
    await offerAcmeChallenge(at.store, { token, keyAuthorization: "again", expiresAt });
    expect(await ask("http", path)).toMatchObject({ status: 200, text: "again" });
    await withdrawAcmeChallenge(at.store, { token });
    expect(await ask("http", path)).toMatchObject({ status: 404 });
  });

  test("tells a mail program its settings, for any address of a domain that is here", async () => {
    const pop3s = (await at.listener("POP3S")).facts[0]?.boundPort;
    const port = new RegExp(`<port>${pop3s}</port>\\s*<socketType>SSL</socketType>`);
    const host = { headers: { host: "autoconfig.example.org:80" } };
    expect(await ask("http", "/mail/config-v1.1.xml", host)).toMatchObject({
      status: 200,
      text: expect.stringMatching(port),
      headers: { "content-type": "text/xml; charset=utf-8" },
    });
    const elsewhere = "/.well-known/autoconfig/mail/config-v1.1.xml";
    const answers = await Promise.all(
      [at.address, "nobody@example.org"].map((address) => ask("https", `${elsewhere}?emailaddress=${address}`)),
    );
    expect(answers[0]).toMatchObject({ status: 200, text: expect.stringMatching(port) });
    expect(answers[1]?.text).toBe(answers[0]?.text);
    expect(await ask("http", `${elsewhere}?emailaddress=ann@elsewhere.example`)).toMatchObject({ status: 404 });

    const question = (address: string) =>
      `<Autodiscover><Request><EMailAddress>${address}</EMailAddress></Request></Autodiscover>`;
    const discover = (address: string, path = "/autodiscover/autodiscover.xml") =>
      ask("https", path, { method: "POST", headers: { "content-type": "text/xml" }, body: question(address) });
    const [own, unknown] = await Promise.all([
      discover(at.address),
      discover("nobody@example.org", "/Autodiscover/Autodiscover.xml"),
    ]);
    expect(own.text).toContain(`<Port>${pop3s}</Port>`);
    expect(unknown.text.replaceAll("nobody@example.org", at.address)).toBe(own.text);
    expect((await discover("ann@elsewhere.example")).text).toContain("<ErrorCode>500</ErrorCode>");
    expect((await discover("")).text).toContain("<ErrorCode>500</ErrorCode>");
    expect((await ask("https", "/autodiscover/autodiscover.xml", { method: "POST", body: "x" })).text).toContain(
      "<ErrorCode>600</ErrorCode>",
    );
    expect(await ask("https", "/autodiscover/autodiscover.xml")).toMatchObject({
      status: 405,
      headers: { allow: "POST" },
    });
    const v2 = `/autodiscover/autodiscover.json?Email=${at.address}&Protocol=AutodiscoverV1`;
    const { text } = await ask("https", v2, { headers: { host: "autodiscover.example.org" } });
    expect(JSON.parse(text)).toEqual({
      Protocol: "AutodiscoverV1",
      Url: "https://autodiscover.example.org/autodiscover/autodiscover.xml",
    });

    const profile = await ask("https", `/mail.mobileconfig?address=${at.address}`);
    expect(profile).toMatchObject({ status: 200, headers: { "content-type": "application/x-apple-aspen-config" } });
    expect(profile.text).toContain(`<integer>${pop3s}</integer>`);
    expect(await ask("https", "/mail.mobileconfig?address=nobody@example.org")).toMatchObject({ status: 200 });
    expect(await ask("https", "/mail.mobileconfig?address=ann@elsewhere.example")).toMatchObject({ status: 404 });
    expect(await ask("https", "/mail.mobileconfig")).toMatchObject({ status: 400 });

    const { id } = await at.listener("POP3S");
    await setListenerEnabled(at.store, { id, isEnabled: false }, tester);
    await eventually(async () => (await at.listener("POP3S")).facts[0]?.state !== "bound");
    expect((await ask("http", "/mail/config-v1.1.xml", host)).text).not.toMatch(port);
    await setListenerEnabled(at.store, { id, isEnabled: true }, tester);
  });

  test("sends a browser to the console only where that is wished", async () => {
    expect(await ask("http", "/")).toMatchObject({ status: 404 });
    await changeSettings(at.store, { redirectsToConsole: true, hostname: "mail.example.org" }, tester);
    const location = `https://mail.example.org:${at.environment.httpsPort}/`;
    expect(await ask("http", "/")).toMatchObject({ status: 302, headers: { location } });
    await changeSettings(at.store, { redirectsToConsole: false }, tester);
  });

  test("serves nothing else, sets no cookie, and tells nothing of itself", async () => {
    for (const path of [
      "/",
      "/api/health",
      "/sign-in",
      "/.well-known/acme-challenge/",
      "/.well-known/acme-challenge/a/b",
      "//",
      "/..%2f..%2fetc/passwd",
      "/%00",
    ]) {
      const { status, headers, text } = await ask("http", path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).toBe("There is nothing here.\n");
      expect(headers["set-cookie"]).toBeUndefined();
      expect(headers.server ?? headers["x-powered-by"]).toBeUndefined();
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    }
    expect(await ask("http", "/%ff")).toMatchObject({ status: 400 });
    expect(await ask("http", "/.well-known/acme-challenge/x", { method: "DELETE" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
  });

  test("bounds header and body, and closes after each answer", async () => {
    expect(await ask("http", "/", { headers: { "x-long": "x".repeat(9_000) } })).toMatchObject({ status: 431 });
    expect(await ask("http", "/", { method: "POST", body: "x".repeat(16 * 1024 + 1) })).toMatchObject({ status: 413 });
    const chunked = { "transfer-encoding": "chunked" };
    expect(await ask("http", "/", { method: "POST", headers: chunked, body: "x".repeat(40_000) })).toMatchObject({
      status: 413,
    });
    const client = await RawClient.connect(ports.http ?? 0);
    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.ended();
    expect(client.received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(client.received).toContain("connection: close");
    const nonsense = await RawClient.connect(ports.http ?? 0);
    nonsense.write("\x16\x03\x01 not http\r\n\r\n");
    await nonsense.ended();
    expect(nonsense.received).toMatch(/^(HTTP\/1\.1 400 |$)/);
  });

  test("shows the mail certificate, and whoever speaks no TLS there is let go", async () => {
    const served = await readServedCertificate(at.store);
    const socket = await new Promise<string>((resolve, reject) => {
      const asking = httpsRequest({ host: "127.0.0.1", port: ports.https, rejectUnauthorized: false }, (response) => {
        const { fingerprint256 } = (response.socket as import("node:tls").TLSSocket).getPeerCertificate();
        response.resume().on("end", () => resolve(fingerprint256));
      });
      asking.on("error", reject).end();
    });
    expect(socket).toBe(served?.fingerprint);
    const plain = await RawClient.connect(ports.https ?? 0);
    plain.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await plain.ended();
    expect(plain.received).not.toContain("HTTP");
  });

  test("comes by PROXY protocol as well, also with the request right behind the header", async () => {
    const wish = {
      kind: "web",
      name: "proxied",
      address: "127.0.0.1",
      port: 0,
      proxyProtocol: true,
      trustedNetworks: "127.0.0.1",
    } as const;
    const { id } = await createListener(at.store, wish, tester);
    const port = await eventually(
      async () => (await readListeners(at.store)).find((each) => each.id === id)?.facts[0]?.boundPort,
    );
    const client = await RawClient.connect(port);
    client.write("PROXY TCP4 192.0.2.77 198.51.100.1 40000 80\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.ended();
    expect(client.received).toMatch(/^HTTP\/1\.1 404 /);
    const many = await Promise.all(Array.from({ length: 17 }, () => RawClient.connect(port)));
    for (const each of many) each.write("PROXY TCP4 192.0.2.78 198.51.100.1 40000 80\r\n");
    // Of one address sixteen are enough.
    await eventually(() => many.filter(({ isClosed, isEnded }) => isClosed || isEnded).length === 1);
    for (const each of many) each.destroy();
  });

  test("switched off with cut, those inside are gone; switched on again, it answers", async () => {
    const id = (await readListeners(at.store)).find(({ name }) => name === "http")?.id ?? 0;
    await updateListener(at.store, { id, tls: "none", closing: "cut" }, tester);
    const idle = connect(ports.http ?? 0, "127.0.0.1");
    await once(idle, "connect");
    await setListenerEnabled(at.store, { id, isEnabled: false }, tester);
    idle.resume();
    await once(idle, "close");
    const fact = await eventually(async () =>
      (await readListeners(at.store)).find((each) => each.id === id)?.facts.find(({ state }) => state === "closed"),
    );
    expect(fact.boundPort).toBeNull();
    await setListenerEnabled(at.store, { id, isEnabled: true }, tester);
    const again = await eventually(
      async () => (await readListeners(at.store)).find((each) => each.id === id)?.facts[0]?.boundPort,
    );
    ports.http = again;
    expect(await ask("http", "/")).toMatchObject({ status: 404 });
    await expect(updateListener(at.store, { id, tls: "starttls" }, tester)).rejects.toMatchObject({ field: "tls" });
  });
});
