import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BodyShape, OutgoingBody } from "#pop3d/protocol/outgoing-body.ts";
import { inChunks } from "#test/support/in-chunks.ts";
import { latin1, octetsOf } from "#test/support/transcript-text.ts";

/** What a client would be sent, reading pieces until the body says it has enough. */
function send(pieces: Uint8Array[], shape: BodyShape): string {
  const body = new OutgoingBody(shape);
  let sent = "";
  for (const piece of pieces) {
    if (body.isComplete) break;
    sent += latin1(body.take(piece));
  }
  return sent + latin1(body.terminator());
}

/** RFC 1939 §3 in its plainest form: what every splitting must come to. */
function stuffed(wire: string): string {
  return `${wire.replace(/^\./gm, "..")}${wire === "" || wire.endsWith("\n") ? "" : "\r\n"}.\r\n`;
}

function expectSent(wire: string, shape: Partial<BodyShape>, expected: string): void {
  const octets = octetsOf(wire);
  for (const pieces of inChunks(octets)) {
    expect(send(pieces, { octets: octets.length, hasDotLines: true, top: null, ...shape })).toBe(expected);
  }
}

describe("a body on its way out", () => {
  it.each(["", ".\r\n", "..\r\n.\r\n", "a\r\n.b\r\n\r\n.\r\n", "a.\r\n.", "\r\n.\r\n", ".a\r\n..b\r\nc.d\r\n"])(
    "has every leading dot doubled at every cut: %j",
    (wire) => expectSent(wire, {}, stuffed(wire)),
  );

  it("is doubled right for any lines in any pieces", () => {
    const line = fc.string({ unit: fc.constantFrom(".", "a", " "), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 6 })), (lines, sizes) => {
        const wire = lines.map((text) => `${text}\r\n`).join("");
        const octets = octetsOf(wire);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(octets.slice(at, at + size));
          at += size;
        }
        pieces.push(octets.slice(at));
        expect(send(pieces, { octets: octets.length, hasDotLines: true, top: null })).toBe(stuffed(wire));
      }),
    );
  });

  it("goes out untouched, not even copied, where no line begins with a dot", () => {
    const piece = octetsOf("a.b\r\nc\r\n");
    const body = new OutgoingBody({ octets: piece.length, hasDotLines: false, top: null });
    expect(body.take(piece)).toBe(piece);
    expect(latin1(body.terminator())).toBe(".\r\n");
  });

  it("gets its final dot on a line of its own, should it not end with a line end", () => {
    expectSent("a\r\nb", {}, "a\r\nb\r\n.\r\n");
    expectSent("a\r\nb\r", { hasDotLines: false }, "a\r\nb\r\r\n.\r\n");
  });

  it("is cut for TOP after n lines of the body, at every cut of the pieces", () => {
    const header = "Subject: x\r\n\r\n";
    const headerOctets = header.length;
    const wire = `${header}.one\r\n\r\nthree\r\nfour`;
    const cut = (lines: number) => ({ top: { headerOctets, lines } });
    expectSent(wire, cut(0), `${header}.\r\n`);
    expectSent(wire, cut(1), `${header}..one\r\n.\r\n`);
    expectSent(wire, cut(2), `${header}..one\r\n\r\n.\r\n`);
    expectSent(wire, cut(3), `${header}..one\r\n\r\nthree\r\n.\r\n`);
    expectSent(wire, cut(4), `${header}..one\r\n\r\nthree\r\nfour\r\n.\r\n`);
    expectSent(wire, cut(9_999_999_999), `${header}..one\r\n\r\nthree\r\nfour\r\n.\r\n`);
  });

  it("is not ended when octets are missing, nor sent when there are too many", () => {
    const short = new OutgoingBody({ octets: 10, hasDotLines: false, top: null });
    short.take(octetsOf("a\r\n"));
    expect(short.isComplete).toBe(false);
    expect(() => short.terminator()).toThrow("3 of 10");
    const long = new OutgoingBody({ octets: 2, hasDotLines: false, top: null });
    expect(() => long.take(octetsOf("a\r\n"))).toThrow("more than its 2 octets");
  });
});
