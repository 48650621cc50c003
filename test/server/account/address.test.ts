import { describe, expect, test } from "vitest";
import { foldAddress, parseAddress } from "#server/account/address.ts";

describe("addresses", () => {
  test.each([
    ["Ann@Example.ORG", "ann@example.org"],
    ["  ann+tag@example.org ", "ann+tag@example.org"],
    ["o'brien@example.org", "o'brien@example.org"],
    ["GRÜSSE@BÜCHER.example", "grüsse@bücher.example"],
    ["gru\u0308n@xn--bcher-kva.example", "grün@bücher.example"],
    ["ann@XN--Bcher-KVA.Example", "ann@bücher.example"],
    ["root@localhost", "root@localhost"],
    ["用户@例子.广告", "用户@例子.广告"],
  ])("%j is %j", (typed, address) => {
    expect(parseAddress(typed).address).toBe(address);
    expect(foldAddress(typed.trim())).toBe(address);
  });

  test.each([
    "ann",
    "@example.org",
    "ann@",
    "ann @example.org",
    "a b@example.org",
    ".ann@example.org",
    "ann.@example.org",
    "a..b@example.org",
    '"ann"@example.org',
    "ann@example..org",
    "ann@-example.org",
    "ann@exa_mple.org",
    "ann@[192.0.2.1]",
    "ann@192.0.2.1",
    "ann@0x7f.1",
    "ann@%65xample.org",
    "ann@example.org:25",
    "ann\u0000@example.org",
    "ann@example.org\r\nDATA",
    "deleted:1:ann@example.org",
    `${"a".repeat(65)}@example.org`,
    `${"ü".repeat(33)}@example.org`,
    `ann@${"a".repeat(64)}.org`,
    `ann@${"abc.".repeat(70)}org`,
  ])("%j is refused with a sentence", (typed) => {
    expect(() => parseAddress(typed)).toThrowError(
      expect.objectContaining({ code: "invalid", field: "address", message: expect.stringMatching(/\.$|\)\.$/) }),
    );
  });

  test("an address of 254 octets is the longest", () => {
    const domain = `${"d".repeat(63)}.${"e".repeat(63)}.${"f".repeat(60)}.org`;
    expect(parseAddress(`${"a".repeat(254 - domain.length - 1)}@${domain}`).address).toHaveLength(254);
    expect(() => parseAddress(`${"a".repeat(254 - domain.length)}@${domain}`)).toThrowError(/at most 254/);
  });
});
