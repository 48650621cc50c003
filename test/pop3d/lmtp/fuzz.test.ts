import fc from "fast-check";
import { expect, it } from "vitest";
import { converse } from "./conversation.ts";

/** Pieces of conversations, right and wrong, that random input strings together. */
const pieces = [
  "LHLO c\r\n",
  "MAIL FROM:<a@b>\r\n",
  "MAIL FROM:<> SIZE=10\r\n",
  "RCPT TO:<ann@b>\r\n",
  "RCPT TO:<full@b>\r\n",
  "RCPT TO:<unknown@b>\r\n",
  "DATA\r\n",
  "RSET\r\n",
  "QUIT\r\n",
  "\r\n.\r\n",
  ".\r\n",
  "..",
  ".",
  "\r",
  "\n",
  "\0",
  "\xff",
  "text",
  '"',
  "<",
].map((text) => Buffer.from(text, "latin1"));

const input = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, fc.uint8Array({ maxLength: 8 })), {
    maxLength: 40,
  })
  .map((parts) => Buffer.concat([pieces[0] as Buffer, pieces[1] as Buffer, pieces[3] as Buffer, ...parts]));

const withoutDates = (text: string) => text.replace(/; .*\r\n/, "");

it("makes the same conversation of any octets in any split, and trips over none", async () => {
  await fc.assert(
    fc.asyncProperty(input, fc.array(fc.nat(200), { maxLength: 12 }), async (octets, cuts) => {
      const whole = await converse([octets]);
      const borders = [0, ...cuts.map((cut) => cut % (octets.length + 1)).sort((a, b) => a - b), octets.length];
      const split = await converse(borders.slice(1).map((to, index) => octets.subarray(borders[index], to)));
      expect(split.answers).toEqual(whole.answers);
      expect(split.stored.map(({ message, trace }) => withoutDates(trace) + message)).toEqual(
        whole.stored.map(({ message, trace }) => withoutDates(trace) + message),
      );
      expect([whole.incidents, whole.unfinished, split.unfinished]).toEqual([[], 0, 0]);
    }),
    { numRuns: 300 },
  );
});
