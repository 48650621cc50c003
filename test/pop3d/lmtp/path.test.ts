import { describe, expect, it } from "vitest";
import { isMailName, parseForwardPath, parseReversePath } from "#pop3d/lmtp/path.ts";

function addressOf(text: string): string | null {
  const parsed = parseReversePath(text);
  return "malformed" in parsed ? null : parsed.path.address;
}

describe("a path (RFC 5321 §4.1.2)", () => {
  it.each([
    ["<ann@example.org>", "ann@example.org"],
    ["<>", ""],
    ["<o'neil+tag_{x}|~@a-b.example>", "o'neil+tag_{x}|~@a-b.example"],
    ['<"ann"@example.org>', "ann@example.org"],
    ['<"a\\n\\n"@example.org>', "ann@example.org"],
    ['<"ann lee"@example.org>', '"ann lee"@example.org'],
    ['<"a@b"@example.org>', '"a@b"@example.org'],
    ['<"a>b"@example.org>', '"a>b"@example.org'],
    ['<"\\""@example.org>', '"\\""@example.org'],
    ['<""@example.org>', '""@example.org'],
    ["<ann@[192.0.2.1]>", "ann@[192.0.2.1]"],
    ["<ann@[IPv6:2001:db8::1]>", "ann@[IPv6:2001:db8::1]"],
    ["<@relay.example,@other.example:ann@example.org>", "ann@example.org"],
    ["<jürgen@bücher.example>", "jürgen@bücher.example"],
    ["<root@my_host>", "root@my_host"],
  ])("%s", (text, address) => expect(addressOf(text)).toBe(address));

  it.each([
    "ann@example.org",
    "<ann@example.org",
    "<ann>",
    "<@example.org>",
    "<ann@>",
    "<ann@@example.org>",
    "<ann@example..org>",
    "<.ann@example.org>",
    "<ann.@example.org>",
    "<a..b@example.org>",
    "<ann lee@example.org>",
    '<"ann@example.org>',
    "<ann@example.org,bob@example.org>",
    "< ann@example.org>",
    "<ann@[192.0.2.1>",
    `<${"a".repeat(600)}@example.org>`,
    "",
  ])("refuses %s", (text) => expect(addressOf(text)).toBeNull());

  it("gives what follows the bracket", () =>
    expect(parseReversePath("<a@b> SIZE=1")).toMatchObject({ rest: " SIZE=1", path: { text: "a@b" } }));

  it("knows which addresses need SMTPUTF8", () => {
    expect(parseReversePath("<jürgen@example.org>")).toMatchObject({ path: { needsUtf8: true } });
    expect(parseReversePath("<jurgen@example.org>")).toMatchObject({ path: { needsUtf8: false } });
  });

  it("takes postmaster without a domain as the one of this host, for recipients alone", () => {
    const path = { text: "PostMaster", address: "PostMaster@mail.example", needsUtf8: false };
    expect(parseForwardPath("<PostMaster>", "mail.example")).toEqual({ path, rest: "" });
    expect(addressOf("<postmaster>")).toBeNull();
  });

  it("answers a long line of nonsense at once", () => {
    const startedAt = performance.now();
    for (const seed of ["a.", "a", '"\\a', "@a,", "a-", "[", "\\"]) {
      addressOf(`<${seed.repeat(2000)}`);
      isMailName(seed.repeat(2000));
    }
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
