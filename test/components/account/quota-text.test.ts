import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quotaText } from "#components/account/quota-text.ts";
import { accountChange } from "#server/account/schema.ts";

const readAgain = (text: string) => accountChange.parse({ id: "1", quotaOctets: text }).quotaOctets;

describe("a quota as text", () => {
  it.each([
    [null, ""],
    [0, "0"],
    [500_000_000, "500 MB"],
    [1_500_000_000, "1.5 GB"],
    [2_000_000_000_000, "2 TB"],
    [1_250_000_000, "1250 MB"],
    [1_234_567, "1234567"],
  ])("%s is shown as %s", (octets, text) => {
    expect(quotaText(octets)).toBe(text);
  });

  it("is the same number when the form is saved unchanged", () => {
    expect(readAgain(quotaText(null))).toBeNull();
    expect(readAgain(quotaText(8_840_943_343_211_700))).toBe(8_840_943_343_211_700);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (octets) => {
        expect(readAgain(quotaText(octets))).toBe(octets);
      }),
    );
  });
});
