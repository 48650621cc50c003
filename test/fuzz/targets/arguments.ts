import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import {
  messageNumber,
  messageNumberAndLines,
  name,
  optionalMessageNumber,
  password,
} from "#pop3d/protocol/arguments.ts";
import { parseCommandLine } from "#pop3d/protocol/command-line.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { hasControls, hostile, octets, text } from "../octets.ts";
import { target } from "../target.ts";

const numberLike = fc.stringMatching(/^[+-]?0{0,3}[0-9]{0,11}[ .eEx]?[0-9]{0,11}$/);
const rest = fc.oneof(
  numberLike.map(octets),
  fc.tuple(numberLike, numberLike).map(([first, second]) => octets(`${first} ${second}`)),
  fc.stringMatching(/^[0-9]{1,11}$/).map(octets),
  hostile(20),
);
const nullable = fc.option(rest, { freq: 10 });

const value = <T>(parsed: T) => (isMalformed(parsed) ? "malformed" : parsed);

function numberIn(given: string): number | "malformed" {
  return /^[0-9]{1,10}$/.test(given) && BigInt(given) > 0n ? Number(BigInt(given)) : "malformed";
}

export const numbers = target(
  "arguments: a number is [0-9]{1,10} from 1, and nothing else is",
  300,
  nullable,
  (given) => {
    const said = given === null ? null : text(given);
    const expected = said === null ? "malformed" : numberIn(said);
    assert.equal(value(messageNumber(given)), expected);
    assert.equal(value(optionalMessageNumber(given)), said === null ? null : expected);
    const two = /^([0-9]{1,10}) ([0-9]{1,10})$/.exec(said ?? "");
    const number = numberIn(two?.[1] ?? "");
    assert.deepEqual(
      value(messageNumberAndLines(given)),
      number === "malformed" ? "malformed" : { number, lines: Number(two?.[2]) },
    );
  },
);

export const commandLines = target(
  "command line: the keyword in upper case, the rest untouched, control octets refused",
  300,
  fc.oneof(
    fc
      .tuple(fc.constantFrom("user", "PASS", "LiSt", "", "x".repeat(30), "é"), rest)
      .map(([word, after]) => Uint8Array.from([...Buffer.from(`${word} `), ...after])),
    hostile(40),
  ),
  (line) => {
    const said = text(line);
    const parsed = parseCommandLine(line);
    assert.equal(isMalformed(parsed), hasControls(said));
    if (isMalformed(parsed)) return;
    const [, word = "", after] = /^([^ ]*)(?: (.*))?$/s.exec(said) ?? [];
    assert.equal(
      parsed.keyword,
      word.slice(0, 24).replace(/[a-z]/g, (letter) => letter.toUpperCase()),
    );
    assert.equal(parsed.rest === null ? undefined : text(parsed.rest), after);
  },
);

export const names = target(
  "names are UTF-8 without controls; passwords are kept octet for octet",
  200,
  nullable,
  (given) => {
    const buffer = Buffer.from(given ?? []);
    const isName = buffer.length > 0 && isUtf8(buffer) && !/\p{Cc}/u.test(buffer.toString());
    assert.equal(value(name(given)), isName ? buffer.toString() : "malformed");
    const kept = password(given);
    if (buffer.length === 0) assert(isMalformed(kept));
    else assert.deepEqual(Buffer.from(kept as Uint8Array), buffer);
  },
);
