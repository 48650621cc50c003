import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "#pop3d/protocol/base64.ts";
import { octetsOf } from "#test/support/transcript-text.ts";

describe("base64", () => {
  it("agrees with another implementation, both ways", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        const text = Buffer.from(octets).toString("base64");
        expect(encodeBase64(octets)).toBe(text);
        expect(decodeBase64(octetsOf(text))).toEqual(octets);
      }),
    );
  });

  it.each([
    "=",
    "==",
    "====",
    "A",
    "AA",
    "AAA",
    "A===",
    "AB==CD==",
    "AAA=AAAA",
    "AA A",
    "AAA\n",
    "AAAA=",
    "A=AA",
    "Zh==",
    "Zm9=",
    "-_-_",
    "ÀAAA",
  ])("does not take %j", (text) => {
    expect(decodeBase64(octetsOf(text))).toBeNull();
  });

  it("knows one text for each run of octets", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ABCZafz019+/="), maxLength: 12 }), (text) => {
        const octets = decodeBase64(octetsOf(text));
        expect(octets === null || encodeBase64(octets) === text).toBe(true);
      }),
    );
  });
});
