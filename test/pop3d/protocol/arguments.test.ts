import { describe, expect, it } from "vitest";
import {
  messageNumber,
  messageNumberAndLines,
  name,
  noArgument,
  optionalMessageNumber,
  password,
} from "#pop3d/protocol/arguments.ts";
import { parseCommandLine } from "#pop3d/protocol/command-line.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { octetsOf } from "#test/support/transcript-text.ts";

describe("a message number", () => {
  it.each([
    ["1", 1],
    ["00001", 1],
    ["0000000001", 1],
    ["144524", 144_524],
    ["9999999999", 9_999_999_999],
  ])("%s is %d", (text, value) => {
    expect(messageNumber(octetsOf(text))).toBe(value);
  });

  it.each([
    "",
    "0",
    "0000000000",
    "00000000001",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1 2",
    "1x",
    "x",
    "1.0",
    "1e3",
    "0x1",
    "١",
    "99999999999999999999",
  ])("%j is none", (text) => {
    expect(messageNumber(octetsOf(text))).toHaveProperty("malformed");
  });

  it("may be left out of LIST, but a space may not stand for it", () => {
    expect(optionalMessageNumber(null)).toBeNull();
    expect(optionalMessageNumber(octetsOf(""))).toHaveProperty("malformed");
    expect(messageNumber(null)).toHaveProperty("malformed");
  });
});

describe("the arguments of TOP", () => {
  it("are two numbers, the second of which may be 0", () => {
    expect(messageNumberAndLines(octetsOf("3 10"))).toEqual({ number: 3, lines: 10 });
    expect(messageNumberAndLines(octetsOf("3 0"))).toEqual({ number: 3, lines: 0 });
  });

  it.each(["3", "3 ", " 3", "3  1", "3 1 ", "3 -1", "0 1", "3 99999999999"])("are not %j", (text) => {
    expect(messageNumberAndLines(octetsOf(text))).toHaveProperty("malformed");
  });
});

describe("names and passwords", () => {
  it("take the whole rest, untrimmed", () => {
    expect(name(octetsOf(" a b "))).toBe(" a b ");
    expect(password(octetsOf(" a  b "))).toEqual(octetsOf(" a  b "));
  });

  it("are not empty, and a name is UTF-8 while a password is any octets", () => {
    const notUtf8 = Uint8Array.of(0x61, 0xff);
    expect(name(null)).toHaveProperty("malformed");
    expect(name(octetsOf(""))).toHaveProperty("malformed");
    expect(name(notUtf8)).toHaveProperty("malformed");
    expect(password(octetsOf(""))).toHaveProperty("malformed");
    expect(password(notUtf8)).toBe(notUtf8);
  });

  it("are not what a command without arguments takes", () => {
    expect(noArgument(null)).toBeNull();
    expect(noArgument(octetsOf(""))).toHaveProperty("malformed");
  });
});

describe("a command line", () => {
  it("is a keyword in any case and what follows one space", () => {
    expect(parseCommandLine(octetsOf("list"))).toEqual({ keyword: "LIST", rest: null });
    expect(parseCommandLine(octetsOf("PASS "))).toEqual({ keyword: "PASS", rest: octetsOf("") });
    expect(parseCommandLine(octetsOf("pAsS  a"))).toEqual({ keyword: "PASS", rest: octetsOf(" a") });
  });

  it("holds no control character, wherever it stands", () => {
    for (const octet of [0, 9, 10, 13, 27, 31, 127]) {
      for (const at of [0, 2, 6]) {
        const line = octetsOf("PASS abc");
        line[at] = octet;
        expect(isMalformed(parseCommandLine(line))).toBe(true);
      }
    }
  });

  it("does not become a known one by the case rules of other scripts", () => {
    expect(parseCommandLine(Uint8Array.of(0x50, 0x41, 0xdf))).not.toMatchObject({ keyword: "PASS" });
  });

  it("of any length and content is read, and its keyword bounded", () => {
    expect(parseCommandLine(new Uint8Array(100_000).fill(0xe9))).toMatchObject({ rest: null });
  });
});
