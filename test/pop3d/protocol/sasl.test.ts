import { describe, expect, it } from "vitest";
import { authArguments, encodeChallenge, parsePlainMessage, parseSaslResponse } from "#pop3d/protocol/sasl.ts";
import { latin1, octetsOf } from "#test/support/transcript-text.ts";

describe("AUTH's arguments", () => {
  it("are a mechanism in any case and, perhaps, an initial response", () => {
    expect(authArguments(octetsOf("plain"))).toEqual({ mechanism: "PLAIN", initialResponse: null });
    expect(authArguments(octetsOf("SCRAM-SHA-256 Zm9v"))).toEqual({
      mechanism: "SCRAM-SHA-256",
      initialResponse: octetsOf("foo"),
    });
    expect(authArguments(octetsOf("PLAIN ="))).toEqual({ mechanism: "PLAIN", initialResponse: octetsOf("") });
  });

  it.each(["", " ", "PLAIN ", "PLAIN ==", "PLAIN  Zm9v", "PLAIN Zm9v ", "PLAIN *", "A.B", "X".repeat(21), "LOGıN"])(
    "are not %j",
    (text) => {
      expect(authArguments(octetsOf(text))).toHaveProperty("malformed");
    },
  );
});

describe("a SASL response", () => {
  it("is base64, nothing at all, or a cancellation", () => {
    expect(parseSaslResponse(octetsOf("Zm9v"))).toEqual(octetsOf("foo"));
    expect(parseSaslResponse(octetsOf(""))).toEqual(octetsOf(""));
    expect(parseSaslResponse(octetsOf("*"))).toBe("cancelled");
    expect(parseSaslResponse(octetsOf("="))).toHaveProperty("malformed");
    expect(parseSaslResponse(octetsOf("**"))).toHaveProperty("malformed");
  });
});

describe("a PLAIN message", () => {
  it("keeps the password's octets as they are", () => {
    const message = Uint8Array.of(0, 0x61, 0, 0xff, 0x20, 0x0a);
    expect(parsePlainMessage(message)).toEqual({
      authorizationName: "",
      name: "a",
      password: Uint8Array.of(0xff, 0x20, 0x0a),
    });
  });
});

it("a challenge may be empty, and may be longer than a status line", () => {
  expect(latin1(encodeChallenge(octetsOf("")))).toBe("+ \r\n");
  expect(encodeChallenge(new Uint8Array(3000)).length).toBe(2 + 4000 + 2);
});
