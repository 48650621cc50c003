import { describe, expect, it } from "vitest";
import { DataReader } from "#pop3d/lmtp/data-reader.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { inChunks } from "#test/support/in-chunks.ts";
import { latin1, octetsOf } from "#test/support/transcript-text.ts";

/** The message up to its end, and what stands after it; no message where the end never comes. */
function readAll(chunks: readonly Uint8Array[]): { message: string; isEnd: boolean; after: string } {
  const reader = new DataReader();
  let message = "";
  let after = "";
  let isEnd = false;
  for (const chunk of chunks) {
    if (isEnd) {
      after += latin1(chunk);
      continue;
    }
    const read = reader.read(chunk);
    message += Buffer.concat(read.pieces).toString("latin1");
    isEnd = read.isEnd;
    after += latin1(chunk.subarray(read.used));
  }
  return { message, isEnd, after };
}

function expectRead(input: string | Uint8Array, message: string, after: string | null = ""): void {
  const octets = typeof input === "string" ? octetsOf(input) : input;
  // Cut finely only what is short.
  for (const chunks of octets.length > 10_000 ? [[octets], inChunks(octets)[9] ?? []] : inChunks(octets)) {
    expect(readAll(chunks)).toEqual({ message, isEnd: after !== null, after: after ?? "" });
  }
}

describe("DataReader", () => {
  it("ends at a line with a single dot, and leaves what follows", () =>
    expectRead("a\r\nb\r\n.\r\nQUIT\r\n", "a\r\nb\r\n", "QUIT\r\n"));

  it("takes an empty message", () => expectRead(".\r\nRSET\r\n", "", "RSET\r\n"));

  it("removes one dot from lines that begin with one", () =>
    expectRead("..\r\n...a\r\n.b\r\nc.d\r\n.\r\n", ".\r\n..a\r\nb\r\nc.d\r\n"));

  it("keeps a carriage return that follows a line's first dot and ends nothing", () =>
    expectRead(".\ra\r\n.\r.\r\n.\r\r\n.\r\n", "\ra\r\n\r.\r\n\r\r\n"));

  describe("is not ended, and loses no dot, where something else than CRLF stands around the dot", () => {
    const smuggled = [
      "a\n.\nb",
      "a\n.\r\nb",
      "a\r.\r\nb",
      "a\r.\rb",
      "a\n\n.\n\nb",
      "a\r\r.\r\r\nb",
      "\n.\r\nb",
      "a\0\n.\r\nb",
    ];
    for (const body of smuggled) {
      it(JSON.stringify(body), () => expectRead(`${body}\r\n.\r\nNOOP`, `${body}\r\n`, "NOOP"));
    }
    it('"\\r\\n.\\n", whose dot begins a line with more after it', () =>
      expectRead("a\r\n.\nMAIL FROM:<>\r\n.\r\n", "a\r\n\nMAIL FROM:<>\r\n"));
    it('"\\r\\n.\\r\\r\\n"', () => expectRead("a\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\r\nb\r\n"));
  });

  it("waits for the rest of an end that was cut", () => {
    expectRead("a\r\n.", "a\r\n", null);
    expectRead("a\r\n.\r", "a\r\n", null);
  });

  it("gives back every hostile message as it was before its dots were doubled", () => {
    for (const content of Object.values(hostileMessages)) {
      const text = content.toString("latin1");
      const whole = text.endsWith("\r\n") ? text : `${text}\r\n`;
      expectRead(Buffer.from(`${whole.replace(/(^|\r\n)\./g, "$1..")}.\r\n`, "latin1"), whole);
    }
  });
});
