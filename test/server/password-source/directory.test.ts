import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LdapDirectory } from "#server/password-source/ldap/directory.ts";
import { SourceAway, type Trace } from "#server/password-source/question.ts";
import { type LdapSettings, sourceSettings } from "#server/password-source/schema.ts";
import { Slapd, searcher, slapdPath, suffix } from "#test/support/slapd.ts";

const octets = (text: string) => Buffer.from(text, "utf8");

describe.skipIf(!existsSync(slapdPath))("an LDAP directory (OpenLDAP)", () => {
  let slapd: Slapd;
  let opened: LdapDirectory[] = [];
  beforeAll(async () => {
    slapd = await (await Slapd.start()).withPeople([
      { uid: "ann", mail: "ann@example.org", password: "directory of ann" },
      { uid: "änn", mail: "änn@bücher.example", password: "grün und gut" },
      { uid: "a*n", mail: "a*n@example.org", password: "starred one" },
      { uid: "o=x", mail: "o=x@example.org", password: "equal password" },
      { uid: "twin", mail: "twin@example.org", password: "twin password" },
      { uid: "twin", mail: "twin@example.org", password: "twin password", ou: "others" },
      { uid: "guest", mail: "guest@example.org", password: "guest password", isMailUser: false },
    ]);
  }, 60_000);
  afterAll(() => slapd?.remove());
  afterEach(() => {
    for (const directory of opened) directory.close();
    opened = [];
  });

  const settingsWith = (change: Record<string, unknown> = {}) =>
    sourceSettings.parse({
      kind: "ldap",
      servers: [`localhost:${slapd.tlsPort}`],
      tls: "implicit",
      caPem: slapd.authority.rootPem,
      mode: "search",
      bindDn: searcher.dn,
      base: suffix,
      filter: "(&(objectClass=inetOrgPerson)(employeeType=mail)(mail=%u))",
      timeoutSeconds: 5,
      ...change,
    }) as LdapSettings;
  function directory(change: Record<string, unknown> = {}, bindPassword: string = searcher.password): LdapDirectory {
    const made = new LdapDirectory({
      settings: settingsWith(change),
      bindPassword,
      monotonicMs: () => performance.now(),
    });
    opened.push(made);
    return made;
  }
  const ask = (from: LdapDirectory, address: string, password: string) => from.ask({ address }, octets(password));
  const starttls = () => ({ servers: [`localhost:${slapd.port}`], tls: "starttls" });
  const cleartext = () => ({ servers: [`127.0.0.1:${slapd.port}`], tls: "none", caPem: "" });
  const template = { mode: "template", dnTemplate: `uid=%n,ou=people,${suffix}`, bindDn: "", base: "", filter: "" };

  test.each(["implicit", "starttls", "none"])(
    "says yes to the right password and no to another, TLS %s",
    async (tls) => {
      const how = tls === "starttls" ? starttls() : tls === "none" ? cleartext() : {};
      for (const change of [how, { ...how, ...template }]) {
        const asked = directory(change);
        for (let round = 0; round < 3; round += 1) {
          expect(await ask(asked, "ann@example.org", "directory of ann")).toBe("yes");
          expect(await ask(asked, "ann@example.org", "directory of ANN")).toBe("no");
        }
      }
    },
  );

  test("an empty password is never asked about, though the directory would say yes to it", async () => {
    const asked = directory(template);
    expect(await ask(asked, "ann@example.org", "")).toBe("no");
    expect(await asked.ask({ address: "ann@example.org" }, Buffer.from([0xff, 0xfe]))).toBe("no");
  });

  test("letters beyond ASCII are asked for as they are", async () => {
    expect(await ask(directory({ filter: "(cn=%u)" }), "änn@bücher.example", "grün und gut")).toBe("yes");
    expect(await ask(directory(template), "änn@bücher.example", "grün und gut")).toBe("yes");
  });

  test("what has a meaning in filters and names has none in an address", async () => {
    const asked = directory();
    expect(await ask(asked, "a*n@example.org", "starred one")).toBe("yes");
    expect(await ask(asked, "a*n@example.org", "directory of ann")).toBe("no");
    expect(await ask(asked, "*@example.org", "directory of ann")).toBe("not-there");
    expect(await ask(asked, "ann@example.org)(mail=*", "directory of ann")).toBe("not-there");
    const byName = directory(template);
    expect(await ask(byName, "o=x@example.org", "equal password")).toBe("yes");
    expect(await ask(byName, "ann,ou=people@example.org", "directory of ann")).toBe("no");
  });

  test("nobody, and several people, are told apart from a wrong password", async () => {
    const asked = directory();
    expect(await ask(asked, "nobody@example.org", "directory of ann")).toBe("not-there");
    expect(await ask(asked, "guest@example.org", "guest password")).toBe("not-there");
    expect(await ask(asked, "twin@example.org", "twin password")).toBe("several");
    const onlyPeople = directory({ base: `ou=people,${suffix}`, scope: "one" });
    expect(await ask(onlyPeople, "twin@example.org", "twin password")).toBe("yes");
  });

  test("many questions at once are answered each for itself", async () => {
    const asked = directory();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        ask(asked, "ann@example.org", index % 2 === 0 ? "directory of ann" : `wrong ${index}`),
      ),
    );
    expect(answers).toEqual(answers.map((_, index) => (index % 2 === 0 ? "yes" : "no")));
  });

  const wrong: readonly (readonly [string, Readonly<Record<string, () => string>>, RegExp])[] = [
    [
      "a certificate for another name",
      { servers: () => `[::ffff:127.0.0.1]:${slapd.tlsPort}` },
      /it is for another name/,
    ],
    ["an authority nobody trusts", { caPem: () => "" }, /authority is not trusted/],
    ["a server that is not there", { servers: () => "localhost:1" }, /nothing listens/],
    ["a name nobody has", { servers: () => "directory.invalid" }, /is not found/],
    ["TLS where none begins", { servers: () => `localhost:${slapd.port}` }, /No TLS/],
    ["a base that is not there", { base: () => "dc=elsewhere" }, /no such base|may not read/],
  ];
  test.each(wrong)("%s is away, never a wrong password", async (_what, change, text) => {
    const asked = directory(Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value()])));
    const error = await ask(asked, "ann@example.org", "directory of ann").catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SourceAway);
    expect((error as Error).message).toMatch(text);
  });

  test("who searches and is refused is away, never a wrong password", async () => {
    const error = await ask(directory({}, "not this"), "ann@example.org", "directory of ann").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SourceAway);
    expect((error as Error).message).toMatch(/refuses who searches .*the password is wrong/);
  });

  test("a second server answers where the first does not, and the first is asked last for a while", async () => {
    const asked = directory({ servers: ["localhost:1", `localhost:${slapd.tlsPort}`] });
    expect(await ask(asked, "ann@example.org", "directory of ann")).toBe("yes");
    expect(await ask(asked, "ann@example.org", "wrong")).toBe("no");
    const steps: string[] = [];
    const trace: Trace = {
      step: (name, work) => {
        steps.push(name);
        return work();
      },
    };
    await asked.ask({ address: "ann@example.org" }, octets("wrong"), trace);
    expect(steps.join()).not.toMatch(/:1\b/);
  });

  test.each(["implicit", "starttls"])("a directory that was started again is found again (%s)", async (tls) => {
    const asked = directory(tls === "starttls" ? starttls() : {});
    expect(await ask(asked, "ann@example.org", "directory of ann")).toBe("yes");
    await slapd.stop();
    expect(await ask(asked, "ann@example.org", "directory of ann").catch((e: unknown) => e)).toBeInstanceOf(SourceAway);
    await slapd.run();
    expect(await ask(asked, "ann@example.org", "directory of ann")).toBe("yes");
    expect(await ask(asked, "ann@example.org", "wrong")).toBe("no");
  });

  test("a directory that hangs is away when its time is over", async () => {
    const asked = directory({ timeoutSeconds: 1 });
    expect(await ask(asked, "ann@example.org", "directory of ann")).toBe("yes");
    await slapd.freeze();
    try {
      const error = await ask(asked, "ann@example.org", "directory of ann").catch((error: unknown) => error);
      expect(error).toBeInstanceOf(SourceAway);
      // Beside the one that finds out, all others are answered at once.
      const startedMs = performance.now();
      const others = Array.from({ length: 20 }, () =>
        ask(asked, "ann@example.org", "directory of ann").catch((error: unknown) => error),
      );
      expect(await Promise.all(others)).toEqual(others.map(() => expect.any(SourceAway)));
      expect(performance.now() - startedMs).toBeLessThan(4_000);
    } finally {
      slapd.thaw();
    }
    expect(await ask(asked, "ann@example.org", "directory of ann")).toBe("yes");
  });
});
