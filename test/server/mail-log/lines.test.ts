import { expect, test } from "vitest";
import { LineCutter, longestLine } from "#server/mail-log/lines.ts";
import { restoreText } from "#server/mail-log/restore-text.ts";

function cutInPieces(text: Buffer, octets: number) {
  const cutter = new LineCutter();
  const lines: { text: string; octets: number; cutOctets: number }[] = [];
  const each = (line: string, lineOctets: number, cutOctets: number) =>
    void lines.push({ text: restoreText(line), octets: lineOctets, cutOctets });
  for (let at = 0; at < text.length; at += octets) cutter.cut(Buffer.from(text.subarray(at, at + octets)), each);
  cutter.finish(each);
  return lines;
}

const long = `${"x".repeat(longestLine)}yz`;
const whole = Buffer.from(`first\r\nzwölf\n\n${long}\r\n${"x".repeat(longestLine)}\r\nlast`);

test.each([1, 2, 3, 7, 512, longestLine + 1, whole.length])(
  "lines are the same in pieces of %s octets, and account for all octets",
  (octets) => {
    const lines = cutInPieces(whole, octets);
    expect(lines.map(({ text }) => text)).toEqual([
      "first",
      "zwölf",
      "",
      "x".repeat(longestLine),
      "x".repeat(longestLine),
      "last",
    ]);
    expect(lines.reduce((sum, line) => sum + line.octets, 0)).toBe(whole.length);
    expect(lines[3]?.cutOctets).toBeGreaterThanOrEqual(2);
    expect(lines[4]?.cutOctets).toBe(0);
  },
);

test("what is no UTF-8 is kept octet by octet", () => {
  expect(cutInPieces(Buffer.from([0xff, 0xfe, 0x00, 0x0a]), 4)[0]?.text).toBe("\u00ff\u00fe\u0000");
});
