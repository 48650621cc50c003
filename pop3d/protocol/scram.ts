import { decodeUtf8, parseName } from "./arguments.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { isMalformed, type Malformed, malformed } from "./malformed.ts";

/** The client-first-message (RFC 5802 §7). */
export interface ScramFirst {
  /** What the client says of channel binding: it knows none ("n"), it was offered none ("y"), or the type it binds to. */
  readonly binding: "n" | "y" | { readonly type: string };
  /** As sent, with its two commas: the client must repeat it at the end. */
  readonly gs2Header: string;
  /** Whom to act as; empty where it is left to the server. */
  readonly authorizationName: string;
  readonly name: string;
  readonly nonce: string;
  /** client-first-message-bare: the first part of the AuthMessage. */
  readonly bare: string;
}

/** The client-final-message (RFC 5802 §7). */
export interface ScramFinal {
  /** The GS2 header again and, with channel binding, its octets. */
  readonly channelBinding: Uint8Array;
  readonly nonce: string;
  readonly proof: Uint8Array;
  /** The last part of the AuthMessage. */
  readonly withoutProof: string;
}

const gs2 = /^(?:(n|y)|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,/;
const nonceText = /^[\x21-\x2b\x2d-\x7e]+$/;
const extension = /^[A-Za-z]=./;

export function parseScramFirst(message: Uint8Array): ScramFirst | Malformed {
  const text = decodeUtf8(message);
  const header = text === null ? null : gs2.exec(text);
  if (text === null || header === null) return malformed("that is no SCRAM message");
  const [gs2Header, flag, type, authorization] = header;
  const authorizationName = authorization === undefined ? "" : parseSaslName(authorization);
  if (isMalformed(authorizationName)) return authorizationName;
  const bare = text.slice(gs2Header.length);
  const [user = "", nonce = "", ...extensions] = bare.split(",");
  if (user.startsWith("m=")) return malformed("a SCRAM extension is asked for that is not known here");
  if (!user.startsWith("n=")) return malformed("a SCRAM message names its user first");
  const name = parseSaslName(user.slice(2));
  if (isMalformed(name)) return name;
  if (!nonce.startsWith("r=") || !nonceText.test(nonce.slice(2))) return malformed("a SCRAM message needs a nonce");
  if (!extensions.every(isKnownHarmless)) return malformed("a SCRAM extension is asked for that is not known here");
  const binding = flag === "n" || flag === "y" ? flag : { type: type ?? "" };
  return { binding, gs2Header, authorizationName, name, nonce: nonce.slice(2), bare };
}

export function parseScramFinal(message: Uint8Array): ScramFinal | Malformed {
  const text = decodeUtf8(message);
  const proofAt = text === null ? -1 : text.lastIndexOf(",p=");
  if (text === null || proofAt === -1) return malformed("a SCRAM message ends with its proof");
  const withoutProof = text.slice(0, proofAt);
  const [binding = "", nonce = "", ...extensions] = withoutProof.split(",");
  const channelBinding = binding.startsWith("c=") ? base64Of(binding.slice(2)) : null;
  if (channelBinding === null) return malformed("a SCRAM message tells its channel binding");
  if (!nonce.startsWith("r=")) return malformed("a SCRAM message needs a nonce");
  if (!extensions.every(isKnownHarmless)) return malformed("a SCRAM extension is asked for that is not known here");
  const proof = base64Of(text.slice(proofAt + 3));
  if (proof === null) return malformed("a SCRAM message ends with its proof");
  return { channelBinding, nonce: nonce.slice(2), proof, withoutProof };
}

/** The server-first-message, which is also the middle of the AuthMessage. */
export function scramServerFirst(nonce: string, salt: Uint8Array, iterations: number): string {
  return `r=${nonce},s=${encodeBase64(salt)},i=${iterations}`;
}

/** The server-final-message of a sign-in that came to something. */
export function scramServerFinal(signature: Uint8Array): string {
  return `v=${encodeBase64(signature)}`;
}

/** Optional extensions are ignored; `m=`, which forbids ignoring, is refused wherever it stands. */
function isKnownHarmless(text: string): boolean {
  return extension.test(text) && !text.startsWith("m=");
}

/** `=2C` and `=3D` stand for the comma and the equals sign; any other `=` is a mistake (RFC 5802 §5.1). */
function parseSaslName(text: string): string | Malformed {
  if (/=(?!2C|3D)/.test(text)) return malformed("expected a name, in ASCII or UTF-8");
  return parseName(new TextEncoder().encode(text.replaceAll("=2C", ",").replaceAll("=3D", "=")));
}

function base64Of(text: string): Uint8Array | null {
  return text === "" ? null : decodeBase64(new TextEncoder().encode(text));
}
