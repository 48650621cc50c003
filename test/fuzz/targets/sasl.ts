import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { decodeBase64, encodeBase64 } from "#pop3d/protocol/base64.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { authArguments, parsePlainMessage, parseSaslResponse } from "#pop3d/protocol/sasl.ts";
import { hostile, octets, text } from "../octets.ts";
import { target } from "../target.ts";

/** Base64, and base64 with something wrong in it. */
export const base64Like = fc
  .tuple(
    fc.oneof(hostile(30), fc.uint8Array({ maxLength: 60 })),
    fc.array(fc.tuple(fc.nat(80), fc.constantFrom("=", "A", "/", "", "\n", "-", "\xff")), { maxLength: 2 }),
  )
  .map(([whole, damages]) => {
    let encoded = Buffer.from(whole).toString("base64");
    for (const [at, wrong] of damages) encoded = encoded.slice(0, at) + wrong + encoded.slice(at + 1);
    return octets(encoded);
  });

/** Strict base64 is what comes back when it is decoded and encoded by somebody else. */
function decoded(said: string): Buffer | null {
  const whole = Buffer.from(said, "base64");
  return whole.toString("base64") === said ? whole : null;
}

const found = (parsed: unknown) => (parsed instanceof Uint8Array ? Buffer.from(parsed) : parsed);

export const base64 = target("base64: strict both ways, as a second decoder has it", 300, base64Like, (line) => {
  const expected = decoded(text(line));
  assert.deepEqual(found(decodeBase64(line)), expected);
  if (expected !== null) assert.equal(encodeBase64(expected), text(line));
  const response = parseSaslResponse(line);
  if (expected === null) assert(isMalformed(response) || text(line) === "*");
  else assert.deepEqual(found(response), expected);
});

export const authLine = target(
  "AUTH: the mechanism, and an initial response that is nothing, empty or base64",
  200,
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom("PLAIN", "login", "SCRAM-SHA-256-PLUS", "", "x".repeat(21), "A B", "\xe9"),
        fc.oneof(
          fc.constantFrom("", " ", " =", " ==", " *"),
          base64Like.map((it) => ` ${text(it)}`),
        ),
      )
      .map(([mechanism, response]) => octets(mechanism + response)),
    hostile(30),
  ),
  (given) => {
    const [, mechanism = "", response] = /^([A-Za-z0-9_-]{1,20})(?: (.*))?$/s.exec(text(given)) ?? [];
    const initial =
      response === undefined
        ? null
        : response === "="
          ? Buffer.alloc(0)
          : response === ""
            ? "malformed"
            : (decoded(response) ?? "malformed");
    const parsed = authArguments(given);
    if (mechanism === "" || initial === "malformed") return assert(isMalformed(parsed), text(given));
    assert(!isMalformed(parsed), text(given));
    assert.equal(parsed.mechanism, mechanism.toUpperCase());
    assert.deepEqual(found(parsed.initialResponse), initial);
  },
);

const word = fc.constantFrom("", "ann", "bob", "é", "\xff", "pass word", "\x01", "a\0b");

export const plainMessages = target(
  "PLAIN: two NULs, names in UTF-8, the password octet for octet",
  200,
  fc.oneof(
    fc.tuple(word, word, word).map((words) => octets(words.join("\0"))),
    fc.tuple(word, word, word).map((words) => Uint8Array.from(Buffer.from(words.join("\0")))),
    hostile(20),
  ),
  (message) => {
    const parts = text(message).split("\0");
    const isName = (part: string) => isUtf8(Buffer.from(part, "latin1")) && !/\p{Cc}/u.test(asUtf8(part));
    const [authorization = "", name = "", password = ""] = parts;
    const isGood = parts.length === 3 && isName(authorization) && name !== "" && isName(name) && password !== "";
    const parsed = parsePlainMessage(message);
    assert.equal(isMalformed(parsed), !isGood, text(message));
    if (isMalformed(parsed)) return;
    assert.equal(parsed.authorizationName, asUtf8(authorization));
    assert.equal(parsed.name, asUtf8(name));
    assert.equal(text(parsed.password), password);
  },
);

function asUtf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString();
}
