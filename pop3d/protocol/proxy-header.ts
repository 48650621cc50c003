import { type Malformed, malformed } from "./malformed.ts";
import { parseProxyV1, V1_PREFIX } from "./proxy-v1.ts";
import { parseProxyV2, V2_PREFIX } from "./proxy-v2.ts";

/** The client a proxy speaks for. */
export interface ProxiedClient {
  /** Canonical text, IPv4-mapped IPv6 unwrapped. */
  readonly address: string;
  readonly port: number;
}

/** A PROXY protocol header (HAProxy's specification, versions 1 and 2), whole and in order. */
export interface ProxyHeader {
  /** Null where the proxy speaks for itself (LOCAL, as in a health check) or does not say for whom. */
  readonly client: ProxiedClient | null;
  /** How long the header was: what follows is the client's. */
  readonly octets: number;
}

const NOTHING = new Uint8Array(0);

/** Reads the header that a connection begins with, in whatever pieces it comes. What is held is bounded by the header's own limits. */
export class ProxyHeaderReader {
  #held: Uint8Array = NOTHING;

  /** Null until the header is whole; then it, with the octets that came behind it. Not to be called after either. */
  push(chunk: Uint8Array): { readonly header: ProxyHeader; readonly rest: Uint8Array } | Malformed | null {
    this.#held = this.#held.length === 0 ? chunk : joined(this.#held, chunk);
    const header = parseProxyHeader(this.#held);
    if (header === null || "malformed" in header) return header;
    return { header, rest: this.#held.subarray(header.octets) };
  }
}

/** The header at the beginning of `octets`; null where more must come to tell. */
export function parseProxyHeader(octets: Uint8Array): ProxyHeader | Malformed | null {
  if (startsLike(V1_PREFIX, octets)) return octets.length < V1_PREFIX.length ? null : parseProxyV1(octets);
  if (startsLike(V2_PREFIX, octets)) return octets.length < V2_PREFIX.length ? null : parseProxyV2(octets);
  return malformed("the connection begins without a PROXY header");
}

/** Whether the octets are the prefix, as far as they go. */
function startsLike(prefix: Uint8Array, octets: Uint8Array): boolean {
  return prefix.subarray(0, octets.length).every((octet, index) => octet === octets[index]);
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const whole = new Uint8Array(before.length + after.length);
  whole.set(before);
  whole.set(after, before.length);
  return whole;
}
