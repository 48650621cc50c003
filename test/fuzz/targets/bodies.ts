import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { encodeListing, octetsColumn, uniqueIdColumn } from "#pop3d/protocol/listing.ts";
import { OutgoingBody } from "#pop3d/protocol/outgoing-body.ts";
import { WireForm } from "#server/delivery/wire-form.ts";
import {
  cut,
  headerOctetsOf,
  joined,
  octets,
  rawMessage,
  sizes,
  text,
  wholeNumber,
  wireFormOf,
  wireMessage,
  withoutReturnPath,
} from "../octets.ts";
import { target } from "../target.ts";

const hasDotLines = (wire: string) => /^\.|\n\./.test(wire);

function sent(body: OutgoingBody, pieces: readonly Uint8Array[]): string {
  const out: Uint8Array[] = [];
  for (const piece of pieces) {
    if (body.isComplete) break;
    out.push(body.take(piece));
  }
  return text(joined([...out, body.terminator()]));
}

/** What a client makes of a multi-line answer (RFC 1939 §3): the lines before the lone dot, one dot taken from those that begin with one. */
export function received(answer: string): string {
  assert(answer.endsWith("\r\n.\r\n") || answer === ".\r\n", "no lone dot at the end");
  const body = answer.slice(0, -3);
  assert(!/(^|\r\n)\.\r\n/.test(body), "a lone dot before the end");
  return body.replace(/(^|\r\n)\./g, "$1");
}

export const retrieved = target(
  "RETR: the octets announced are those sent before byte-stuffing, in pieces cut anywhere",
  300,
  fc.record({ wire: wireMessage, sizes, isSure: fc.boolean() }),
  ({ wire, sizes, isSure }) => {
    const stored = text(wire);
    const body = new OutgoingBody({ octets: wire.length, hasDotLines: isSure || hasDotLines(stored), top: null });
    assert.equal(received(sent(body, cut(wire, sizes))), stored);
  },
);

export const topped = target(
  "TOP: the header, the empty line and so many lines of the body, in pieces cut anywhere",
  300,
  fc.record({ wire: wireMessage, sizes, lines: fc.oneof(fc.nat(8), wholeNumber), isShort: fc.boolean() }),
  ({ wire, sizes, lines, isShort }) => {
    const stored = text(wire);
    const headerOctets = headerOctetsOf(stored);
    const body = stored.slice(headerOctets).split(/(?<=\n)/);
    const expected = stored.slice(0, headerOctets) + body.slice(0, lines).join("");
    // TOP n 0 opens no more than the header.
    const opened = isShort && lines === 0 ? wire.subarray(0, headerOctets) : wire;
    const shape = { octets: opened.length, hasDotLines: hasDotLines(stored), top: { headerOctets, lines } };
    assert.equal(received(sent(new OutgoingBody(shape), cut(opened, sizes))), expected);
  },
);

export const wrongLength = target(
  "RETR: a body that has more or fewer octets than announced is never ended as if it were whole",
  100,
  fc.record({ wire: wireMessage, sizes, announced: fc.nat(400) }),
  ({ wire, sizes, announced }) => {
    fc.pre(announced !== wire.length);
    const body = new OutgoingBody({ octets: announced, hasDotLines: true, top: null });
    assert.throws(() => {
      for (const piece of cut(wire, sizes)) body.take(piece);
      body.terminator();
    });
  },
);

const count = fc.oneof(
  { weight: 200, arbitrary: fc.nat(20) },
  { weight: 1, arbitrary: fc.integer({ min: 9_999, max: 20_001 }) },
);

export const listings = target(
  "LIST and UIDL: one line a message that is not marked, numbers and octets exact up to 2^53",
  100,
  fc.record({
    count,
    values: fc.array(wholeNumber, { minLength: 1, maxLength: 20 }),
    hidden: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
  }),
  ({ count, values, hidden }) => {
    const valueAt = (index: number) => values[index % values.length] as number;
    const isHidden = (index: number) => hidden[index % hidden.length] as boolean;
    const seen = Array.from({ length: count }, (_, index) => index).filter((index) => !isHidden(index));
    const opening = octets("+OK\r\n");
    const uniqueId = (index: number) => `!${valueAt(index)}`.padEnd(70, "~");
    for (const [column, shown] of [
      [octetsColumn(valueAt), valueAt],
      [uniqueIdColumn({ uniqueId }), uniqueId],
    ] as const) {
      const answer = encodeListing(opening, count, isHidden, column);
      const whole = text(answer instanceof Uint8Array ? answer : joined([...answer]));
      assert.equal(whole, ["+OK", ...seen.map((index) => `${index + 1} ${shown(index)}`), ".", ""].join("\r\n"));
    }
  },
);

export const wireForms = target(
  "wire form: CRLF alone ends lines, and octets, header and dot-lines are as counted",
  200,
  fc.record({
    raw: rawMessage,
    sizes,
    memoryLimitOctets: fc.constantFrom(1 << 20, 1 << 20, 1 << 20, 16),
    dropsReturnPath: fc.boolean(),
    ownsChunks: fc.boolean(),
  }),
  async ({ raw, sizes, memoryLimitOctets, dropsReturnPath, ownsChunks }) => {
    const form = new WireForm({ spoolDirectory: tmpdir(), memoryLimitOctets, dropsReturnPath, ownsChunks });
    for (const piece of cut(raw, sizes)) {
      await form.push(piece);
      if (!ownsChunks) piece.fill(0x2a); // whoever pushes may use the memory again
    }
    const message = await form.finish();
    try {
      const pieces: Uint8Array[] = [];
      for await (const piece of message.pieces()) pieces.push(piece);
      const stored = text(joined(pieces));
      const whole = wireFormOf(text(raw));
      const wanted = dropsReturnPath ? withoutReturnPath(whole) : whole;
      // A header that outgrows memory before its end is kept as it is.
      assert(stored === wanted || (memoryLimitOctets < whole.length && stored === whole), stored);
      assert.equal(message.octets, stored.length);
      assert.equal(message.headerOctets, headerOctetsOf(stored));
      assert.equal(message.hasDotLines, hasDotLines(stored));
    } finally {
      await message.discard();
    }
  },
);
