import { type Malformed, malformed } from "./malformed.ts";

const SPACE = 0x20;
const DELETE = 0x7f;

/** Longer than every keyword, so what is cut off there cannot turn an unknown word into a known one. */
const KEYWORD_OCTETS = 24;

export interface CommandLine {
  /** In upper case: keywords are case-insensitive (RFC 1939 §3). May be anything, since any line may be sent. */
  readonly keyword: string;
  /** All that follows exactly one space, nothing trimmed; null where the line ends after the keyword. */
  readonly rest: Uint8Array | null;
}

/**
 * Splits a command line. Control octets are refused wherever they stand; from 0x80 on, octets may be UTF-8 in a name or
 * password.
 */
export function parseCommandLine(line: Uint8Array): CommandLine | Malformed {
  for (let at = 0; at < line.length; at += 1) {
    const octet = line[at] as number;
    if (octet < SPACE || octet === DELETE) return malformed("a command holds no control characters");
  }
  const space = line.indexOf(SPACE);
  return {
    keyword: upperCase(space === -1 ? line : line.subarray(0, space)),
    rest: space === -1 ? null : line.subarray(space + 1),
  };
}

/** ASCII only: toUpperCase would make PASS of `PAß`. */
function upperCase(word: Uint8Array): string {
  let text = "";
  const end = Math.min(word.length, KEYWORD_OCTETS);
  for (let at = 0; at < end; at += 1) {
    const octet = word[at] as number;
    text += String.fromCharCode(octet >= 0x61 && octet <= 0x7a ? octet - 0x20 : octet);
  }
  return text;
}
