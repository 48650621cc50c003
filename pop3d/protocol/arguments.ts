import { type Malformed, malformed } from "./malformed.ts";

/** Reads what follows a keyword: null where nothing follows, an empty array where a lone space does. */
export type ArgumentParser<A> = (rest: Uint8Array | null) => A | Malformed;

const SPACE = 0x20;
const ZERO = 0x30;
const MAX_DIGITS = 10;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const noArgument: ArgumentParser<null> = (rest) =>
  rest === null ? null : malformed("nothing may follow this command");

/** A message-number: `[0-9]{1,10}`, from 1. `00001` is 1; signs, blanks and longer runs of digits are no numbers. */
export const messageNumber: ArgumentParser<number> = (rest) => {
  const number = rest === null ? null : parseDigits(rest);
  return number === null || number === 0 ? malformed("expected one message number, 1 or more") : number;
};

export const optionalMessageNumber: ArgumentParser<number | null> = (rest) =>
  rest === null ? null : messageNumber(rest);

export interface NumberAndLines {
  readonly number: number;
  /** How many lines of the body; 0 is none of them. */
  readonly lines: number;
}

/** `msg n` of TOP (RFC 1939 §7), with exactly one space between. */
export const messageNumberAndLines: ArgumentParser<NumberAndLines> = (rest) => {
  const space = rest === null ? -1 : rest.indexOf(SPACE);
  if (rest === null || space === -1) return malformed("expected a message number and a number of lines");
  const number = messageNumber(rest.subarray(0, space));
  if (typeof number !== "number") return number;
  const lines = parseDigits(rest.subarray(space + 1));
  return lines === null ? malformed("expected a number of lines, 0 or more") : { number, lines };
};

/** A name: all of the rest. Spaces are kept; what the name means is the backend's affair. */
export const name: ArgumentParser<string> = (rest) => parseName(rest ?? new Uint8Array(0));

/** UTF-8 (RFC 6856 §2.2), not empty, and without control characters, which base64 could carry into a log. */
export function parseName(octets: Uint8Array): string | Malformed {
  const text = decodeUtf8(octets);
  return text === null || text === "" || /\p{Cc}/u.test(text) ? malformed("expected a name, in ASCII or UTF-8") : text;
}

/** A password: all of the rest after the one space, exactly (RFC 1939 §7 allows spaces in it). */
export const password: ArgumentParser<Uint8Array> = (rest) =>
  rest === null || rest.length === 0 ? malformed("expected a password") : rest;

/** Null where the octets are no UTF-8. */
export function decodeUtf8(octets: Uint8Array): string | null {
  try {
    return utf8.decode(octets);
  } catch {
    return null;
  }
}

function parseDigits(octets: Uint8Array): number | null {
  if (octets.length === 0 || octets.length > MAX_DIGITS) return null;
  let value = 0;
  for (const octet of octets) {
    const digit = octet - ZERO;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}
