import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, owner, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { everyAction, everyPage, everyRoute } from "#test/support/console-doors.ts";

/** What no stranger may read in any answer. */
const secrets = /ann@example\.org|owner@example\.org/;
/** These go on as long as somebody listens. */
const streams = ["/api/live", "/api/logs/tail"];
/** For everybody: signing in, becoming the first owner with the link's token, and being told that the console is up. */
const open = {
  pages: ["/sign-in"],
  routes: ["/api/auth/session", "/api/health"],
  actions: ["signInAction", "createOwnerAction"],
};

describeInBrowser("who gets into the console", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  beforeAll(async () => {
    server = await startOwnedPopdesk({
      accounts: [{ address: "ann@example.org", password: "seven quiet bicycles at dawn" }],
    });
  });
  afterAll(() => server?.end());

  test("signing out ends it: neither the back button nor a copied cookie leads in again", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    await visitor.goTo("/accounts?filter=off");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("E-mail address").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await visitor.arriveAt("/accounts");
    expect(new URL(page.url()).search).toBe("?filter=off");
    const copied = asHeader(await visitor.cookies());
    expect((await ask(server.url, "/accounts", { cookie: copied })).status).toBe(200);

    await page.getByRole("button", { name: "Sign out" }).click();
    await visitor.arriveAt("/sign-in");
    expect(await visitor.cookies()).toEqual([expect.objectContaining({ name: "time-zone" })]);
    await page.goBack();
    await page.reload();
    await visitor.arriveAt("/sign-in");
    const answer = await ask(server.url, "/accounts", { cookie: copied });
    expect(answer).toMatchObject({ status: 307, headers: { location: "/sign-in?to=%2Faccounts" } });
    expect((await ask(server.url, "/api/palette?search=ann", { cookie: copied })).status).toBe(401);
  });

  test("a wrong password is refused, and after several one has to wait", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    await visitor.goTo("/sign-in");
    const attempt = async (number: number) => {
      await page.getByLabel("E-mail address").fill("guessed@example.org");
      await page.getByLabel("Password", { exact: true }).fill(`guess number ${number}`);
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: "Sign in" }).click();
      await answered;
    };
    const refusal = page.getByRole("main").getByRole("alert");
    for (const number of [1, 2, 3]) {
      await attempt(number);
      await refusal.getByText("E-mail address or password is wrong.").waitFor();
    }
    await attempt(4);
    await refusal.getByText(/^Too many attempts from your network\. Wait \d+ seconds?, then try again\.$/).waitFor();
    expect(await page.getByLabel("E-mail address").inputValue()).toBe("guessed@example.org");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });

  describe("a stranger", () => {
    test("gets no page, no route and no action, and learns nothing", async () => {
      const control = { cookie: await ownersCookie() };
      for (const path of everyPage().filter((page) => !open.pages.includes(page))) {
        const answer = await ask(server.url, path);
        expect([path, answer.status]).toEqual([path, 307]);
        expect([path, answer.headers.location]).toEqual([path, expect.stringMatching(/^\/sign-in(\?to=|$)/)]);
        expect(answer.text).not.toMatch(secrets);
      }
      for (const path of everyRoute().filter((route) => !open.routes.includes(route))) {
        const asked = await ask(server.url, path);
        // One that only takes something says so to whoever wants to read, and no more.
        const answer = asked.status === 405 ? await ask(server.url, path, {}, "x") : asked;
        expect([path, answer.status]).toEqual([path, 401]);
        expect(answer.text).not.toMatch(secrets);
      }
      for (const { id, name, page } of everyAction()) {
        const answer = await act(id, page);
        if (open.actions.includes(name))
          expect([name, answer.text]).toEqual([name, expect.stringContaining('"refused"')]);
        else expect([name, answer.headers["x-action-redirect"]]).toEqual([name, expect.stringMatching(/^\/sign-in/)]);
        expect(answer.text).not.toMatch(secrets);
      }
      // The same request with the owner's cookie: it is the cookie that makes the difference.
      const generate = everyAction().find(({ name }) => name === "generatePasswordAction");
      expect((await act(generate?.id ?? "", "/accounts/new", control)).text).toMatch(/"data":"\S+"/);
      expect((await ask(server.url, "/accounts", control)).text).toMatch(secrets);
    });

    test("from another site cannot use the owner's browser", async () => {
      const cookie = await ownersCookie();
      const generate = everyAction().find(({ name }) => name === "generatePasswordAction");
      const foreign = await act(generate?.id ?? "", "/accounts/new", { cookie, origin: "https://evil.example" });
      expect(foreign.text).not.toMatch(/"data"/);
      expect(foreign.status).toBe(500);
    });
  });

  describe.each(["http", "https"] as const)("over %s", (scheme) => {
    const origin = () => (scheme === "http" ? server.url : server.httpsUrl);

    test("every answer has its security headers, and every page a nonce of its own on all scripts", async () => {
      const cookie = await ownersCookie();
      const nonces = new Set<string>();
      const routes = everyRoute().filter((path) => !streams.includes(path));
      const paths = [...everyPage(), ...routes, "/icon.svg", "/no-such"];
      for (const path of paths) {
        const { headers, text } = await ask(origin(), path, { cookie });
        expect(headers, path).toMatchObject({
          "referrer-policy": "same-origin",
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-resource-policy": "same-origin",
        });
        expect(headers, path).not.toHaveProperty("x-powered-by");
        const policy = String(headers["content-security-policy"]);
        const nonce = /script-src 'self' 'nonce-([^']{20,})' 'strict-dynamic'(;|$)/.exec(policy)?.[1] ?? "";
        expect([path, policy]).toEqual([path, expect.stringContaining("default-src 'self'")]);
        expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
        expect(policy).not.toContain("unsafe-eval");
        expect([path, nonces.has(nonce)]).toEqual([path, false]);
        nonces.add(nonce);
        const scripts = text.match(/<script\b[^>]*>/g) ?? [];
        expect([path, scripts.filter((script) => !script.includes(`nonce="${nonce}"`))]).toEqual([path, []]);
      }
      expect(nonces.has("")).toBe(false);
    });

    test("the browser signs in, and its cookie is bound to this host", async () => {
      const visitor = await browser.open(origin());
      await signIn(visitor);
      const cookie = (await visitor.cookies()).find(({ name }) => name.endsWith("popdesk.sign-in"));
      expect(cookie).toMatchObject({
        name: scheme === "https" ? "__Host-popdesk.sign-in" : "popdesk.sign-in",
        domain: "127.0.0.1",
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        secure: scheme === "https",
      });
      const { headers } = await ask(origin(), "/api/auth/csrf");
      for (const set of headers["set-cookie"] ?? []) {
        expect(set).toMatch(/; HttpOnly; SameSite=Lax|; HttpOnly; Secure; SameSite=Lax/);
        if (scheme === "https") expect(set).toMatch(/^__Host-.*; Path=\/;.*Secure/);
      }
    });
  });

  test("plain http answers to nobody's name but this machine's", async () => {
    for (const host of ["evil.example", "127.0.0.1.evil.example", "mail.example.org:3000"]) {
      const answer = await ask(server.url, "/sign-in", { host });
      expect(answer.status).toBe(421);
      expect(answer.text).not.toContain("<html");
    }
    expect((await ask(server.url, "/sign-in", { host: "localhost" })).status).toBe(200);
  });

  let savedCookie: Promise<string> | undefined;
  /** One sign-in for all tests that only ask. */
  function ownersCookie(): Promise<string> {
    savedCookie ??= browser.open(server.url).then(signIn).then(asHeader);
    return savedCookie;
  }

  /** Calls a server action as the console's script does, with a form that has every field's name once. */
  function act(id: string, page: string, headers: Record<string, string> = {}): Promise<Answer> {
    const boundary = "popdesk-test";
    const fields = {
      "1_id": "1",
      "1_email": "x@example.org",
      "1_password": "x",
      "1_token": "x",
      "0": '[{"status":"idle"},"$K1"]',
    };
    const body = Object.entries(fields)
      .map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join("");
    return ask(
      server.url,
      page,
      {
        accept: "text/x-component",
        "next-action": id,
        "content-type": `multipart/form-data; boundary=${boundary}`,
        origin: server.url,
        ...headers,
      },
      `${body}--${boundary}--\r\n`,
    );
  }
});

/** As a request carries them, with the names of both schemes. */
function asHeader(cookies: readonly Cookie[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}; __Host-${name}=${value}`).join("; ");
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request with exactly these headers, no redirect followed; a POST where there is a body. */
function ask(origin: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const send = origin.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = { method: body === undefined ? "GET" : "POST", headers, rejectUnauthorized: false, agent: false };
    const request = send(new URL(path, origin), options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
