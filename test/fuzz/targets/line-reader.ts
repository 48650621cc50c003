import assert from "node:assert/strict";
import fc from "fast-check";
import { LineReader } from "#pop3d/protocol/line-reader.ts";
import { cut, hostile, sizes, text } from "../octets.ts";
import { target } from "../target.ts";

type Line = string | { tooLong: true };
const tooLong: Line = { tooLong: true };

/** What the lines are when one has all octets at once. The limit may change from line to line, as it does in a SASL dialogue. */
function linesOf(said: string, limitOf: (line: number) => number): Line[] {
  return said
    .split("\n")
    .slice(0, -1)
    .map((raw) => raw.replace(/\r$/, ""))
    .map((line, number) => (line.length + 2 > limitOf(number) ? tooLong : line));
}

export const lineReader = target(
  "line reader: the same lines in any split, never more held than a line may have",
  300,
  fc.record({
    said: hostile(120),
    sizes,
    limits: fc.array(fc.integer({ min: 2, max: 24 }), { minLength: 1, maxLength: 4 }),
  }),
  ({ said, sizes, limits }) => {
    const limitOf = (line: number) => limits[line % limits.length] as number;
    const reader = new LineReader();
    // Kept as they were handed out: later pushes must not change them.
    const lines: (Uint8Array | "too-long")[] = [];
    for (const piece of cut(said, sizes)) {
      reader.push(piece);
      for (let line = reader.next(limitOf(lines.length)); line !== null; line = reader.next(limitOf(lines.length))) {
        lines.push(line);
      }
      assert(reader.bufferedOctets < limitOf(lines.length), `${reader.bufferedOctets} octets of half a line are held`);
    }
    const read = lines.map((line) => (line === "too-long" ? tooLong : text(line)));
    assert.deepEqual(read, linesOf(text(said), limitOf));
  },
);

export const takenRest = target(
  "line reader: what was taken as the rest and is put back is read as if nothing had happened, LF alone told from CRLF",
  100,
  fc.record({ said: hostile(120), sizes, takes: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }) }),
  ({ said, sizes, takes }) => {
    const reader = new LineReader();
    const lines: string[] = [];
    const isTaken = () => takes[lines.length % takes.length] === true;
    for (const piece of cut(said, sizes)) {
      const before = isTaken() ? reader.takeRest() : new Uint8Array(0);
      reader.push(piece);
      reader.putBack(before);
      for (;;) {
        if (isTaken()) reader.putBack(reader.takeRest());
        const line = reader.next(1_000);
        if (line === null) break;
        assert(line !== "too-long");
        lines.push(text(line) + (reader.endedInLfAlone ? "\n" : "\r\n"));
      }
    }
    assert.deepEqual(lines, text(said).match(/[^\n]*\n/g) ?? []);
  },
);
