import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInPacked, packSequences, runsOf, sequencesOf } from "#server/maildrop/packed-set.ts";
import { ascendingMembership } from "#server/maildrop/pending-removals.ts";

const sets = fc
  .uniqueArray(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 ** 31 - 1 })), { maxLength: 60 })
  .map((members) => members.sort((one, other) => one - other));

describe("a packed set of sequences", () => {
  it("gives back what was packed", () => {
    fc.assert(
      fc.property(sets, (members) => {
        expect([...sequencesOf(packSequences(members))]).toEqual(members);
      }),
    );
  });

  it("knows its members", () => {
    fc.assert(
      fc.property(sets, fc.nat({ max: 41 }), (members, asked) => {
        expect(isInPacked(packSequences(members), asked)).toBe(members.includes(asked));
      }),
    );
  });

  it("answers ascending questions about several sets at once", () => {
    fc.assert(
      fc.property(sets, fc.nat({ max: 3 }), (members, part) => {
        const inOne = members.filter((_, index) => index % 4 === part);
        const inOther = members.filter((_, index) => index % 4 !== part);
        const isMember = ascendingMembership([packSequences(inOne), packSequences(inOther)]);
        const questions = [...new Set([...members, ...members.map((member) => member + 1)])].sort((a, b) => a - b);
        expect(questions.filter(isMember)).toEqual(members);
      }),
    );
  });

  it("keeps 144,524 neighbours in a handful of octets, and every second one in two each", () => {
    const all = Array.from({ length: 144_524 }, (_, index) => index + 1);
    expect(packSequences(all).length).toBe(5);
    expect(packSequences(all.filter((sequence) => sequence % 2)).length).toBe(1 + 144_524);
    expect([...runsOf(packSequences(all))]).toEqual([{ first: 1, last: 144_524 }]);
  });

  it.each([[[3, 2]], [[1, 1]], [[-1]], [[1.5]], [[1, Number.NaN]]])("does not pack %j", (members) => {
    expect(() => packSequences(members)).toThrow(RangeError);
  });

  it.each([
    ["nothing", []],
    ["another format", [2, 0, 0]],
    ["an unfinished number", [1, 0x80]],
    ["a gap without a length", [1, 5]],
    ["a number beyond 2^53", [1, 0, 128, 128, 128, 128, 128, 128, 128, 16]],
  ])("does not read %s", (_name, octets) => {
    expect(() => [...sequencesOf(Uint8Array.from(octets))]).toThrow(RangeError);
  });
});
