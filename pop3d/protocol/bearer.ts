import { decodeUtf8, parseName } from "./arguments.ts";
import { isMalformed, type Malformed, malformed } from "./malformed.ts";

/** A token, and whom the client says it is; empty where it leaves that to the token. */
export interface BearerMessage {
  readonly name: string;
  readonly token: string;
}

const separator = "\x01";
const noMessage = "that is no message with a bearer token";
/** RFC 6750 §2.1; the scheme in any case (RFC 7235 §2.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** `n,a=name,^Ahost=…^Aport=…^Aauth=Bearer token^A^A` (RFC 7628 §3.1). It binds to no channel. */
export function parseOauthBearer(message: Uint8Array): BearerMessage | Malformed {
  const [header = "", ...rest] = (decodeUtf8(message) ?? "").split(separator);
  const found = /^[ny],(?:a=([^,]+))?,$/.exec(header);
  if (found === null) return malformed(noMessage);
  const [, name = ""] = found;
  return withToken(name.replaceAll("=2C", ",").replaceAll("=3D", "="), pairsOf(rest));
}

/** `user=name^Aauth=Bearer token^A^A`: what Google made before there was a standard. */
export function parseXoauth2(message: Uint8Array): BearerMessage | Malformed {
  const pairs = pairsOf((decodeUtf8(message) ?? "").split(separator));
  return withToken(pairs?.get("user") ?? "", pairs);
}

function withToken(name: string, pairs: ReadonlyMap<string, string> | null): BearerMessage | Malformed {
  const token = bearer.exec(pairs?.get("auth") ?? "")?.[1];
  if (token === undefined) return malformed(noMessage);
  const parsed = name === "" ? "" : parseName(new TextEncoder().encode(name));
  return isMalformed(parsed) ? parsed : { name: parsed, token };
}

/** Each pair ends with the separator, and one more ends them all. */
function pairsOf(parts: readonly string[]): ReadonlyMap<string, string> | null {
  if (parts.length < 3 || parts.at(-1) !== "" || parts.at(-2) !== "") return null;
  const pairs = new Map<string, string>();
  for (const part of parts.slice(0, -2)) {
    const [, key = "", value = ""] = /^([A-Za-z]+)=(.*)$/s.exec(part) ?? [];
    if (key === "" || pairs.has(key)) return null;
    pairs.set(key, value);
  }
  return pairs;
}
