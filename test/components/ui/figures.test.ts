import { describe, expect, it } from "vitest";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { hrefWith } from "#components/ui/query.ts";

describe("figures", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1\u202f000"],
    [144_524, "144\u202f524"],
    [9_007_199_254_740_993n, "9\u202f007\u202f199\u202f254\u202f740\u202f993"],
  ])("count %s is grouped", (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it("one is not many", () => {
    expect(countOf(1, "message")).toBe("1 message");
    expect(countOf(0, "alias", "aliases")).toBe("0 aliases");
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 KB"],
    [1_234, "1.2 KB"],
    [9_960, "10 KB"],
    [999_499, "999 KB"],
    [999_999, "1 MB"],
    [2_100_000_000, "2.1 GB"],
    [5n * 10n ** 15n, "5 PB"],
    [5n * 10n ** 18n, "5000 PB"],
  ])("%s octets", (value, text) => {
    expect(formatOctets(value)).toBe(text);
  });
});

describe("an address with a query", () => {
  it("keeps what is not changed and drops what is empty", () => {
    expect(hrefWith("/accounts", { search: "a b", page: "3" }, { page: null, sort: "octets" })).toBe(
      "/accounts?search=a+b&sort=octets",
    );
    expect(hrefWith("/accounts", { page: "3" }, { page: null })).toBe("/accounts");
  });

  it("carries what stands there twice", () => {
    expect(hrefWith("/accounts", { search: ["a", "b"] }, {})).toBe("/accounts?search=a&search=b");
  });
});
