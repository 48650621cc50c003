import { type Malformed, malformed } from "../protocol/malformed.ts";

/** A reverse-path or forward-path (RFC 5321 §4.1.2, RFC 6531 §3.3). */
export interface Path {
  /** As sent, without angle brackets and source route; empty for the null sender. For trace lines. */
  readonly text: string;
  /** The same with needless quotes taken away: `"ann"@example.org` is ann@example.org. For looking up. */
  readonly address: string;
  /** Holds characters that only SMTPUTF8 allows. */
  readonly needsUtf8: boolean;
}

export interface PathAndRest {
  readonly path: Path;
  /** What follows the closing bracket. */
  readonly rest: string;
}

/** More than RFC 5321 §4.5.3.1 asks for, and short enough for a line of the header (RFC 5322 §2.1.1). */
const maxAddressOctets = 512;

/** Without the C1 control characters: an address is written into the header and into logs. */
const beyondAscii = "\\u00a0-\\u{10ffff}";
const atext = `[A-Za-z0-9!#$%&'*+/=?^_\`{|}~${beyondAscii}-]`;
const dotString = `${atext}+(?:\\.${atext}+)*`;
const quotedString = `"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e${beyondAscii}]|\\\\[\\x20-\\x7e])*"`;
// Underscores are no part of a domain by the RFC, and stand in the names of real machines.
const label = `[A-Za-z0-9_${beyondAscii}-]+`;
const domain = `${label}(?:\\.${label})*`;
const literal = "\\[[\\x21-\\x5a\\x5e-\\x7e]+\\]";
const sourceRoute = `(?:@${domain}(?:,@${domain})*:)?`;

const path = new RegExp(`^<${sourceRoute}((${dotString}|${quotedString})@(${domain}|${literal}))>`, "u");
const postmaster = /^<(postmaster)>/i;
const plainLocalPart = new RegExp(`^${dotString}$`, "u");
const mailName = new RegExp(`^(?:${domain}|${literal})$`, "u");

/** `<>` or `<ann@example.org>`, after FROM: */
export function parseReversePath(text: string): PathAndRest | Malformed {
  if (text.startsWith("<>")) return { path: { text: "", address: "", needsUtf8: false }, rest: text.slice(2) };
  return parsePath(text);
}

/** `<ann@example.org>` or `<postmaster>` (RFC 5321 §4.5.1), after TO:; the latter is the address at `hostname`. */
export function parseForwardPath(text: string, hostname: string): PathAndRest | Malformed {
  const found = postmaster.exec(text);
  if (found === null) return parsePath(text);
  const name = found[1] as string;
  const address = `${name}@${hostname}`;
  return { path: { text: name, address, needsUtf8: false }, rest: text.slice(found[0].length) };
}

/** A domain or an address literal: what a client may call itself in LHLO. */
export function isMailName(text: string): boolean {
  return text.length <= 255 && mailName.test(text);
}

function parsePath(text: string): PathAndRest | Malformed {
  const found = path.exec(text);
  if (found === null) return malformed("expected an address in angle brackets, such as <ann@example.org>");
  const [whole, address, localPart, domainPart] = found as unknown as [string, string, string, string];
  if (Buffer.byteLength(address) > maxAddressOctets) return malformed("that address is too long");
  return {
    path: {
      text: address,
      address: `${unquote(localPart)}@${domainPart}`,
      needsUtf8: /[^\x20-\x7e]/.test(address),
    },
    rest: text.slice(whole.length),
  };
}

/** Quotes stay where the local part means something else without them. */
function unquote(localPart: string): string {
  if (!localPart.startsWith('"')) return localPart;
  const bare = localPart.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  return plainLocalPart.test(bare) ? bare : localPart;
}
