import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uniqueIdOf, writeUniqueId } from "#server/message/unique-id.ts";

describe("a unique-id written as octets", () => {
  function written(epoch: string, number: number): string {
    const into = Buffer.alloc(40, ".");
    const end = writeUniqueId(Buffer.from(epoch), Math.floor(number / 2 ** 32), number % 2 ** 32, into, 3);
    expect(into.toString("latin1", end)).toBe(".".repeat(40 - end));
    return into.toString("latin1", 3, end);
  }

  it.each([0, 1, 35, 36, 1295, 1296, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 36 ** 10, Number.MAX_SAFE_INTEGER])(
    "is the one told as text: number %d",
    (number) => {
      expect(written("k3x9a0", number)).toBe(uniqueIdOf({ epoch: "k3x9a0", number }));
    },
  );

  it("is the one told as text, whatever its number", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.stringMatching(/^[0-9a-z]{0,6}$/), (number, epoch) => {
        expect(written(epoch, number)).toBe(uniqueIdOf({ epoch, number }));
      }),
    );
  });
});
