import { describe, expect, test } from "vitest";
import { escapeDnValue, escapeFilterValue, plainValue } from "#server/password-source/ldap/escape.ts";
import { assertFilter, personFilter } from "#server/password-source/ldap/person-filter.ts";
import { ldapServersOf, sourceChange } from "#server/password-source/schema.ts";
import { fillTemplate, templateProblem } from "#server/password-source/template.ts";

const ann = { address: "ann@example.org" };
const asIs = (value: string) => value;

describe("a person in a template", () => {
  test("is the address, what stands before its @, or its domain", () => {
    expect(fillTemplate("%u %n %d %%", ann, asIs)).toBe("ann@example.org ann example.org %");
    expect(fillTemplate("%n", { address: "a@b@example.org" }, asIs)).toBe("a@b");
  });

  test("is put in once: what looks like a placeholder in an address is none", () => {
    expect(fillTemplate("%n@%d", { address: "%d%u@example.org" }, asIs)).toBe("%d%u@example.org");
    expect(fillTemplate("%n", { address: "$&$1@example.org" }, asIs)).toBe("$&$1");
  });

  test("must be in it, and nothing that means nothing", () => {
    expect(templateProblem("uid=%n")).toBeNull();
    expect(templateProblem("uid=%d")).toMatch(/everybody would be the same/);
    expect(templateProblem("uid=%%n")).toMatch(/everybody would be the same/);
    expect(templateProblem("uid=%n,%x")).toMatch(/"%x" means nothing/);
    expect(templateProblem("uid=%n%")).toMatch(/"%" means nothing/);
  });
});

describe("escaping", () => {
  test("takes every meaning from a value in a filter (RFC 4515 §3)", () => {
    expect(escapeFilterValue("*)(uid=\\\0")).toBe("\\2a\\29\\28uid=\\5c\\00");
    expect(escapeFilterValue("grün")).toBe("grün");
  });

  test("takes every meaning from a value in a name (RFC 4514 §2.4)", () => {
    expect(escapeDnValue('a,b+c"d\\e<f>g;h=i\0')).toBe('a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i\\00');
    expect([" a ", "#a", "a#"].map(escapeDnValue)).toEqual(["\\ a\\ ", "\\#a", "a#"]);
  });

  test("a name that is no distinguished name takes nothing that could make one of it", () => {
    expect(plainValue("ann@example.org")).toBe("ann@example.org");
    for (const value of ["cn=root", "EXAMPLE\\ann", "a,b", "a\0", 'a"']) expect(plainValue(value)).toBeNull();
  });

  test("no address makes another filter of one", () => {
    const { filter } = personFilter("(&(objectClass=person)(mail=%u))", { address: "*)(uid=*))(|(a=b@example.org" });
    expect(String(filter)).toBe("(&(objectClass=person)(mail=\\2a\\29\\28uid=\\2a\\29\\29\\28|\\28a=b@example.org))");
  });
});

describe("what is saved", () => {
  test.each([
    "(&(objectCategory=person)(mail=%u)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
    "(&(mail=%u)(memberOf:1.2.840.113556.1.4.1941:=cn=mail,dc=example,dc=org))",
    "(&(objectClass=person)(mail=%u))",
    "mail=%u",
  ])("a filter of docs/directories.md is one: %s", (filter) => {
    expect(() => assertFilter(filter)).not.toThrow();
  });

  test("a filter that is none is refused, with its field", () => {
    expect(() => assertFilter("(&(mail=%u)(memberOf=cn=mail,dc=example,dc=org))")).not.toThrow();
    for (const filter of ["(mail=%u", "mail=%u)(", "(& (mail=%u))", "(%u)"]) {
      expect(() => assertFilter(filter), filter).toThrowError(
        expect.objectContaining({ code: "invalid", field: "filter" }),
      );
    }
  });

  const ldap = { id: 1, kind: "ldap", servers: "ldap.example.org", base: "dc=org", filter: "(mail=%u)" } as const;
  const problem = (change: Record<string, unknown>) => {
    const { error } = sourceChange.safeParse({ ...ldap, ...change } as typeof ldap);
    return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ") ?? null;
  };

  test("servers are names and addresses, with the usual port of their TLS", () => {
    expect(problem({})).toBeNull();
    const servers = ["ldap.example.org", "192.0.2.1:1389", "[2001:db8::1]", "[2001:db8::1]:1636", "ldaps://a.example/"];
    expect(ldapServersOf({ servers, tls: "implicit" })).toEqual([
      { host: "ldap.example.org", port: 636 },
      { host: "192.0.2.1", port: 1389 },
      { host: "2001:db8::1", port: 636 },
      { host: "2001:db8::1", port: 1636 },
      { host: "a.example", port: 636 },
    ]);
    expect(ldapServersOf({ servers: ["a"], tls: "starttls" })).toEqual([{ host: "a", port: 389 }]);
  });

  test.each([
    [{ servers: "" }, /servers: Name at least one/],
    [{ servers: "a b c d e f" }, /servers: At most 5/],
    [{ servers: "ldap://a" }, /servers: ldap:\/\/a means no TLS/],
    [{ servers: "ldaps://a", tls: "starttls" }, /servers: ldaps:\/\/a means TLS from the start/],
    [{ servers: "a:99999" }, /servers: "a:99999" is no server/],
    [{ servers: "a/b?c" }, /servers: "a\/b\?c" is no server/],
    [{ base: "" }, /base: Where is to be searched/],
    [{ filter: "(mail=ann)" }, /filter: It must hold/],
    [{ filter: "(cn=\\c3\\a4%u)" }, /filter: Write letters/],
    [{ mode: "template", dnTemplate: "cn=x" }, /dnTemplate: It must hold/],
    [{ caPem: "not a certificate" }, /caPem: Paste certificates/],
    [{ timeoutSeconds: "0" }, /timeoutSeconds: From 1/],
    [{ rememberMinutes: "121" }, /rememberMinutes: From 0/],
    [{ kind: "pam", socketPath: "mux" }, /socketPath: A path from the root/],
    [{ kind: "pam", service: "../passwd" }, /service: The name of a file/],
    [{ kind: "pam", user: "mail" }, /user: It must hold/],
  ])("%j is refused at its field", (change, text) => {
    expect(problem(change)).toMatch(text);
  });
});
