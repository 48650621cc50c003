import { domainToUnicode } from "node:url";
import { parseDomainName } from "../domain/domain-name.ts";
import { DomainError } from "../errors.ts";

export interface Address {
  readonly localPart: string;
  readonly domain: string;
  /** localPart@domain. */
  readonly address: string;
}

const longestLocalPart = 64;
const longestAddress = 254;
/** Dot-string of RFC 5321 §4.1.2, with the letters RFC 6531 §3.3 adds. */
const dotString = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;

/**
 * One spelling for every way of writing an address: case-folded, NFC, the domain in U-labels. Refuses nonsense with
 * `invalid`.
 */
export function parseAddress(text: string): Address {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  if (at < 1 || at === trimmed.length - 1) {
    throw invalid(`"${trimmed}" is not an address: type a name, an @ and a domain, such as ann@example.org.`);
  }
  const localPart = fold(trimmed.slice(0, at));
  const domain = parseDomainName(trimmed.slice(at + 1), "address");
  if (!dotString.test(localPart)) {
    throw invalid(
      `"${localPart}" cannot stand before the @: use letters, digits and . _ - + (no spaces, and no dot at either end).`,
    );
  }
  const address = `${localPart}@${domain}`;
  if (octets(localPart) > longestLocalPart) {
    throw invalid(`The part before the @ has at most ${longestLocalPart} octets.`);
  }
  if (octets(address) > longestAddress) throw invalid(`An address has at most ${longestAddress} octets.`);
  return { localPart, domain, address };
}

/**
 * The same spelling without any judgement: for looking up what a stranger sent, which may be nonsense. A-labels become
 * U-labels.
 */
export function foldAddress(text: string): string {
  const at = text.lastIndexOf("@");
  if (at === -1) return fold(text);
  const domain = fold(text.slice(at + 1));
  return `${fold(text.slice(0, at))}@${domain.includes("xn--") ? domainToUnicode(domain) : domain}`;
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}

function octets(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function invalid(sentence: string): DomainError {
  return new DomainError("invalid", sentence, "address");
}
