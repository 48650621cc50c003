import { describe, expect, test } from "vitest";
import { entryQuery, entryWords } from "#server/log-entry/entry-words.ts";
import { maskPasswords } from "#server/mail-log/mask-passwords.ts";

test("a line is found by what is written without a blank, and by its parts", () => {
  const words = entryWords(
    "postfix/lmtp 4XyZ: to=<Ann.Müller@example.org>, relay=192.0.2.7[192.0.2.7]:24, status=sent",
  ).split(" ");
  expect(words).toEqual(
    expect.arrayContaining(["postfix/lmtp", "postfix", "lmtp", "4xyz", "to", "192.0.2.7", "status", "sent"]),
  );
  expect(words).toEqual(expect.arrayContaining(["ann.muller@example.org", "example.org", "example", "muller"]));
  expect(words).not.toContain("192");
  expect(new Set(words).size).toBe(words.length);
});

test("what is looked for", () => {
  expect(entryQuery("  ")).toBeNull();
  expect(entryQuery("<>")).toBeNull();
  expect(entryQuery("Ann@Example.org")).toEqual({
    sqlite: '"ann@example.org"',
    postgresql: "'ann@example.org'",
    contains: [],
  });
  expect(entryQuery("lost conn*")?.sqlite).toBe('"lost" "conn" *');
  expect(entryQuery("lost conn*")?.postgresql).toBe("'lost' & 'conn':*");
  expect(entryQuery('"lost connection"')?.contains).toEqual(["lost connection"]);
  expect(entryQuery("status=sent")).toEqual({
    sqlite: '"status" "sent"',
    postgresql: "'status' & 'sent'",
    contains: ["status=sent"],
  });
  expect(entryQuery(`a' | b" OR c`)?.postgresql).toMatch(/^'a' & /);
});

describe("passwords are masked", () => {
  test.each([
    [
      "auth: sql(bob): Password mismatch (given password: se)cret x)",
      "auth: sql(bob): Password mismatch (given password: <hidden>)",
    ],
    [
      "auth: Debug: client in: AUTH\t1\tPLAIN\tservice=pop3\tresp=AGJvYgBzZWNyZXQ=",
      "auth: Debug: client in: AUTH\t1\tPLAIN\tservice=pop3\tresp=<hidden>",
    ],
    ["auth: Debug: client in: CONT#0111#011AGJvYgBzZWNyZXQ=", "auth: Debug: client in: CONT#0111#011<hidden>"],
    [
      "auth: Debug: passdb out: OK\t1\tuser=bob\tpass=se cret\thost=x",
      "auth: Debug: passdb out: OK\t1\tuser=bob\tpass=<hidden>\thost=x",
    ],
    [
      "authdaemond: Authenticated: clearpasswd=secret, passwd=$1$abc",
      "authdaemond: Authenticated: clearpasswd=<hidden>, passwd=<hidden>",
    ],
    [
      "authdaemond: supplied password 'secret' does not match encrypted password '$1$abc'",
      "authdaemond: supplied password '<hidden>",
    ],
    [
      "postfix/smtpd[1]: < a[192.0.2.1]: AUTH PLAIN AGJvYgBzZWNyZXQ=",
      "postfix/smtpd[1]: < a[192.0.2.1]: AUTH PLAIN <hidden>",
    ],
    ["dovecot: auth: Error: nothing of the kind", "dovecot: auth: Error: nothing of the kind"],
    [
      '{"MESSAGE":"sql(bob): Password mismatch (given password: secret)","_PID":"1"}',
      '{"MESSAGE":"sql(bob): Password mismatch (given password: <hidden>)","_PID":"1"}',
    ],
  ])("%s", (line, masked) => {
    expect(maskPasswords(line)).toBe(masked);
    expect(maskPasswords(masked)).toBe(masked);
  });

  test("in time linear in the line", () => {
    const begun = performance.now();
    maskPasswords(`${"given password: (".repeat(4_000)}`);
    maskPasswords(`pass=${"pass=".repeat(12_000)}`);
    maskPasswords(`CONT\t1\t${"#01".repeat(20_000)}`);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
