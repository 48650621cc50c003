import { describe, expect, it } from "vitest";
import { LineReader } from "#pop3d/protocol/line-reader.ts";
import { inChunks } from "#test/support/in-chunks.ts";
import { latin1, octetsOf } from "#test/support/transcript-text.ts";

const LIMIT = 32;

/** Everything the reader makes of these chunks, one line read after each push as far as there are any. */
function readAll(chunks: Uint8Array[], limit = LIMIT): string[] {
  const reader = new LineReader();
  const lines: string[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    while (reader.holdsLine) {
      const line = reader.next(limit);
      lines.push(line === "too-long" ? "(too long)" : latin1(line ?? octetsOf("(none)")));
    }
    expect(reader.next(limit)).toBeNull();
  }
  return lines;
}

function expectLines(input: string, lines: string[]): void {
  for (const chunks of inChunks(octetsOf(input))) expect(readAll(chunks)).toEqual(lines);
}

describe("LineReader", () => {
  it("cuts lines at CRLF", () =>
    expectLines("USER ann\r\nPASS x y \r\n\r\nQUIT\r\n", ["USER ann", "PASS x y ", "", "QUIT"]));

  it("tolerates LF alone", () => expectLines("USER ann\nQUIT\n\n", ["USER ann", "QUIT", ""]));

  it("keeps a CR that ends no line as data", () => expectLines("a\rb\r\nc\r\r\n\r\n", ["a\rb", "c\r", ""]));

  it("hands out nothing before a line ends", () => expectLines("STAT\r\nLIS", ["STAT"]));

  it("takes a line of exactly the limit and refuses one octet more, once", () => {
    const longest = "x".repeat(LIMIT - 2);
    expectLines(`${longest}\r\n${longest}x\r\n${longest}\nNOOP\r\n`, [longest, "(too long)", longest, "NOOP"]);
  });

  it("skips a line of any length in bounded memory", () => {
    const reader = new LineReader();
    for (let megabyte = 0; megabyte < 64; megabyte += 1) {
      reader.push(new Uint8Array(1_048_576).fill(0x41));
      expect(reader.next(LIMIT)).toBeNull();
      expect(reader.bufferedOctets).toBe(0);
    }
    reader.push(octetsOf("\r\nNOOP\r\n"));
    expect(reader.next(LIMIT)).toBe("too-long");
    expect(latin1(reader.next(LIMIT) as Uint8Array)).toBe("NOOP");
  });

  it("never holds more of an unfinished line than the limit", () => {
    const reader = new LineReader();
    for (let octet = 0; octet < 10_000; octet += 1) {
      reader.push(octetsOf("x"));
      reader.next(LIMIT);
      expect(reader.bufferedOctets).toBeLessThan(LIMIT);
    }
  });

  it("applies the limit of the moment a line is asked for", () => {
    const reader = new LineReader();
    reader.push(octetsOf(`${"x".repeat(100)}\r\n${"y".repeat(100)}\r\n`));
    expect(reader.next(LIMIT)).toBe("too-long");
    expect((reader.next(200) as Uint8Array).length).toBe(100);
  });

  it("drops what it holds, and a line being skipped, when cleared", () => {
    const reader = new LineReader();
    reader.push(octetsOf(`USER mallory\r\n${"x".repeat(100)}`));
    expect(latin1(reader.next(LIMIT) as Uint8Array)).toBe("USER mallory");
    expect(reader.next(LIMIT)).toBeNull();
    reader.push(octetsOf("\r\nDELE 1\r\nRETR"));
    reader.clear();
    expect(reader.bufferedOctets).toBe(0);
    reader.push(octetsOf("CAPA\r\n"));
    expect(latin1(reader.next(LIMIT) as Uint8Array)).toBe("CAPA");
  });

  it("leaves a line alone that is still in use when more arrives", () => {
    const reader = new LineReader();
    reader.push(octetsOf("PASS se"));
    reader.push(octetsOf("cret\r\nST"));
    const line = reader.next(LIMIT) as Uint8Array;
    for (let k = 0; k < 50; k += 1) reader.push(octetsOf("AT\r\nST"));
    expect(latin1(line)).toBe("PASS secret");
  });
});
