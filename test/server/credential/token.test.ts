import { createHmac } from "node:crypto";
import type { JWTPayload } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { Issuer } from "#server/credential/token/issuer.ts";
import { TokenSignIns } from "#server/credential/token/token-sign-ins.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { TestIssuer } from "#test/support/issuer.ts";

let issuer: TestIssuer;
let clock: HandClock;
let reported: unknown[];
beforeEach(async () => {
  issuer = await TestIssuer.start();
  clock = new HandClock();
  reported = [];
});
afterEach(() => issuer.stop());

const open = () => new Issuer(issuer.url, clock, (error) => void reported.push(error));
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("an issuer's token", () => {
  test.each(["RS256", "PS256", "ES256", "EdDSA"])("signed with %s is believed", async (alg) => {
    await issuer.rotate(alg);
    const token = await issuer.sign({}, clock.now());
    expect(await open().verify(token, "mail")).toMatchObject({ email: "ann@example.org" });
  });

  test.each(["RS512", "ES384"])("signed with %s is not", async (alg) => {
    await issuer.rotate(alg);
    expect(await open().verify(await issuer.sign({}, clock.now()), null)).toBeNull();
  });

  test("with no signature, or one made of what everybody knows, is not believed", async () => {
    const [header = "", payload = "", signature = ""] = (await issuer.sign({}, clock.now())).split(".");
    const none = `${base64url({ alg: "none" })}.${payload}.`;
    const shared = `${base64url({ alg: "HS256", kid: "key-1" })}.${payload}`;
    const byPublicKey = createHmac("sha256", JSON.stringify(issuer.shown[0])).update(shared).digest("base64url");
    const altered = Buffer.from(payload, "base64url").toString().replace("ann", "bob");
    const keys = open();
    for (const token of [
      none,
      `${shared}.${byPublicKey}`,
      `${header}.${Buffer.from(altered).toString("base64url")}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      "",
      "a.b.c",
    ]) {
      expect(await keys.verify(token, null)).toBeNull();
    }
    expect(await keys.verify(`${header}.${payload}.${signature}`, null)).not.toBeNull();
  });

  test("is for its audience, from its issuer, and in force, give or take half a minute", async () => {
    const keys = open();
    const now = clock.now().getTime() / 1000;
    const believed = async (claims: JWTPayload, audience: string | null = "mail") =>
      (await keys.verify(await issuer.sign(claims, clock.now()), audience)) !== null;
    expect(await believed({ aud: ["web", "mail"] })).toBe(true);
    expect(await believed({ aud: "web" }, null)).toBe(true);
    expect(await believed({ aud: "web" })).toBe(false);
    expect(await believed({ aud: undefined })).toBe(false);
    expect(await believed({ iss: "https://elsewhere.example" })).toBe(false);
    expect(await believed({ iss: `${issuer.url}/` })).toBe(false);
    expect(await believed({ exp: now - 20 })).toBe(true);
    expect(await believed({ exp: now - 40 })).toBe(false);
    expect(await believed({ exp: undefined })).toBe(false);
    expect(await believed({ nbf: now + 20 })).toBe(true);
    expect(await believed({ nbf: now + 40 })).toBe(false);
  });
});

describe("an issuer's keys", () => {
  test("are asked for once, for any number of tokens at once", async () => {
    const keys = open();
    const token = await issuer.sign({}, clock.now());
    const all = await Promise.all(Array.from({ length: 20 }, () => keys.verify(token, null)));
    expect(all.every((claims) => claims !== null)).toBe(true);
    expect(issuer.asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
  });

  test("that are new are found with the first token signed by them, at most twice a minute", async () => {
    const keys = open();
    expect(await keys.verify(await issuer.sign({}, clock.now()), null)).not.toBeNull();
    await issuer.rotate("ES256");
    const signedAnew = await issuer.sign({}, clock.now());
    clock.pass(29_000);
    expect(await keys.verify(signedAnew, null)).toBeNull();
    expect(issuer.asked.length).toBe(2);
    clock.pass(1_000);
    expect(await keys.verify(signedAnew, null)).not.toBeNull();
    await issuer.rotate("ES256");
    for (let n = 0; n < 5; n += 1) expect(await keys.verify(await issuer.sign({}, clock.now()), null)).toBeNull();
    expect(issuer.asked.length).toBe(4);
  });

  test("that are taken back are not believed for longer than an hour; while nobody answers, those known are", async () => {
    const keys = open();
    const lasting = await issuer.sign({ exp: clock.now().getTime() / 1000 + 86_400 }, clock.now());
    expect(await keys.verify(lasting, null)).not.toBeNull();
    clock.pass(3_601_000);
    issuer.answers.set("/keys", (response) => response.writeHead(503).end());
    expect(await keys.verify(lasting, null)).not.toBeNull();
    expect(reported.map(String)).toEqual([`Error: ${issuer.url}/keys answers 503`]);
    issuer.answers.set("/keys", (response) => response.end('{"keys":[]}'));
    clock.pass(31_000);
    expect(await keys.verify(lasting, null)).toBeNull();
  });

  test.each<[string, string, (issuer: TestIssuer) => string, RegExp]>([
    ["more octets than keys can have", "/keys", () => `{"keys":[${" ".repeat(300_000)}]}`, /more than 262144 octets/],
    ["nonsense", "/keys", () => "<html>", /JSON/],
    [
      "another issuer's name",
      "/.well-known/openid-configuration",
      (of) => `{"issuer":"https://x.example","jwks_uri":"${of.url}/keys"}`,
      /calls itself https:\/\/x.example/,
    ],
    [
      "keys elsewhere without TLS",
      "/.well-known/openid-configuration",
      (of) => `{"issuer":"${of.url}","jwks_uri":"http://192.0.2.1/keys"}`,
      /anybody could alter/,
    ],
  ])("are not taken from %s, and the administrator is told", async (_, path, text, trouble) => {
    issuer.answers.set(path, (response) => response.end(text(issuer)));
    expect(await open().verify(await issuer.sign({}, clock.now()), null)).toBe("away");
    expect(String(reported[0])).toMatch(trouble);
  });

  test("are not followed through a redirect", async () => {
    issuer.answers.set("/keys", (response) => response.writeHead(302, { location: "http://192.0.2.1/" }).end());
    expect(await open().verify(await issuer.sign({}, clock.now()), null)).toBe("away");
  });

  test("of an issuer that is away are asked for again after half a minute, not with every sign-in", async () => {
    const keys = open();
    const token = await issuer.sign({}, clock.now());
    issuer.answers.set("/keys", (response) => response.destroy());
    for (let n = 0; n < 3; n += 1) expect(await keys.verify(token, null)).toBe("away");
    expect(issuer.asked.length).toBe(2);
    issuer.answers.clear();
    clock.pass(30_000);
    expect(await keys.verify(token, null)).not.toBeNull();
  });
});

describe.each(engines)("signing in with a token on %s", (engine) => {
  let at: TestStore;
  let id: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    await createDomain(at.store, { name: "example.org" }, tester);
    ({ id } = await createAccount(at.store, { address: "ann@example.org" }, tester));
  });
  afterEach(() => at.close());

  test("is for the account whose address the claim holds, in any case, and for no other", async () => {
    const settings = { ...defaultSettings, oidcIssuer: issuer.url, oidcAudience: "mail", defaultDomain: "example.org" };
    const tokens = new TokenSignIns(
      at.store,
      () => settings,
      (error) => void reported.push(error),
    );
    const remoteAddress = "192.0.2.1";
    const attempt = async (claims: JWTPayload, name = "") => {
      const answer = await tokens.signIn({ token: await issuer.sign(claims), name, remoteAddress });
      return "refused" in answer ? answer : { accountId: answer.accountId, address: answer.address };
    };
    const ann = { accountId: id, address: "ann@example.org" };
    expect(await attempt({})).toEqual(ann);
    expect(await attempt({ email: "Ann@Example.ORG" }, "ANN")).toEqual(ann);
    expect(await attempt({}, "ann@example.org")).toEqual(ann);
    expect(await attempt({}, "bob@example.org")).toEqual({ refused: "token", because: "for-another" });
    expect(await attempt({ email: "bob@example.org" })).toEqual({ refused: "token", because: "unknown-account" });
    expect(await attempt({ email_verified: true })).toEqual(ann);
    for (const claims of [
      { email: undefined },
      { email: ["ann@example.org"] },
      { email: "ann" },
      { email_verified: false },
    ]) {
      expect(await attempt(claims)).toEqual({ refused: "token", because: "no-address" });
    }
    expect(await attempt({ aud: "web" })).toEqual({ refused: "token", because: "not-believed" });
    settings.oidcAddressClaim = "upn";
    expect(await attempt({ upn: "ann@example.org", email: undefined })).toEqual(ann);
    await setAccountSwitches(at.store, { id, canReceive: true, canSignIn: false }, tester);
    expect(await attempt({ upn: "ann@example.org" })).toEqual({
      refused: "disabled",
      because: "sign-in-off",
      accountId: id,
    });
    await issuer.stop();
    settings.oidcIssuer = "http://127.0.0.1:1";
    expect(await tokens.signIn({ token: "x", name: "", remoteAddress })).toEqual({
      refused: "issuer-away",
      because: "issuer-away",
    });
    expect(reported.length).toBe(1);
  });
});
