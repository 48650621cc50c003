import { decodeUtf8, parseName } from "./arguments.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { isMalformed, type Malformed, malformed } from "./malformed.ts";

const SPACE = 0x20;
const NUL = 0;
const EQUALS = 0x3d;
const ASTERISK = 0x2a;
const MECHANISM_NAME = /^[A-Za-z0-9_-]{1,20}$/;

export interface AuthArguments {
  /** In upper case (RFC 4422 §3.1: 1 to 20 of A–Z, 0–9, `-`, `_`). */
  readonly mechanism: string;
  /** Decoded; empty for `=`; null where the client waits for the first challenge. */
  readonly initialResponse: Uint8Array | null;
}

/** `AUTH mechanism [initial-response]` (RFC 5034 §4). */
export function authArguments(rest: Uint8Array | null): AuthArguments | Malformed {
  if (rest === null) return malformed("expected a mechanism; CAPA lists those offered");
  const space = rest.indexOf(SPACE);
  const mechanism = decodeUtf8(space === -1 ? rest : rest.subarray(0, space)) ?? "";
  if (!MECHANISM_NAME.test(mechanism)) return malformed("that is no name of a mechanism");
  const initialResponse = space === -1 ? null : parseInitialResponse(rest.subarray(space + 1));
  if (isMalformed(initialResponse)) return initialResponse;
  return { mechanism: mechanism.toUpperCase(), initialResponse };
}

/** `=` stands for an empty response here, since nothing after the space would look like none at all (RFC 5034 §4). */
function parseInitialResponse(text: Uint8Array): Uint8Array | Malformed {
  if (text.length === 1 && text[0] === EQUALS) return new Uint8Array(0);
  return (text.length > 0 ? decodeBase64(text) : null) ?? malformed("the initial response is not base64");
}

/**
 * A line that answers a challenge: its octets, or "cancelled" for `*` (RFC 5034 §4). An empty line is an empty
 * response.
 */
export function parseSaslResponse(line: Uint8Array): Uint8Array | "cancelled" | Malformed {
  if (line.length === 1 && line[0] === ASTERISK) return "cancelled";
  return decodeBase64(line) ?? malformed("the response is not base64");
}

/**
 * `+ ` and the challenge in base64; an empty challenge is the plus and the space alone. Challenges are ours, so they
 * have no limit.
 */
export function encodeChallenge(challenge: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`+ ${encodeBase64(challenge)}\r\n`);
}

export interface PlainMessage {
  /** Whom to act as; empty where it is left to the server. */
  readonly authorizationName: string;
  readonly name: string;
  readonly password: Uint8Array;
}

/** `[authzid] NUL authcid NUL passwd` (RFC 4616 §2). The password is kept as octets; a NUL inside it is refused. */
export function parsePlainMessage(message: Uint8Array): PlainMessage | Malformed {
  const first = message.indexOf(NUL);
  const second = first === -1 ? -1 : message.indexOf(NUL, first + 1);
  if (second === -1 || message.indexOf(NUL, second + 1) !== -1)
    return malformed("a PLAIN response has exactly two NULs");
  const authorizationName = first === 0 ? "" : parseName(message.subarray(0, first));
  if (isMalformed(authorizationName)) return authorizationName;
  const name = parseName(message.subarray(first + 1, second));
  if (isMalformed(name)) return name;
  const password = message.subarray(second + 1);
  if (password.length === 0) return malformed("expected a password");
  return { authorizationName, name, password };
}
