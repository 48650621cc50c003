import { decodeUtf8 } from "../protocol/arguments.ts";
import { type Malformed, malformed } from "../protocol/malformed.ts";

export interface Command {
  /** In upper case. May be anything, since any line may be sent. */
  readonly keyword: string;
  /** What follows the keyword, without the spaces around it. */
  readonly rest: string;
}

const asciiAlone = /^[\x20-\x7e]*$/;

/** A command line without its line end, in ASCII or UTF-8 (RFC 6531 §3.3). */
export function parseCommand(line: Uint8Array): Command | Malformed {
  const text = textOf(line);
  if (typeof text !== "string") return text;
  const space = text.indexOf(" ");
  if (space === -1) return { keyword: upperCase(text), rest: "" };
  return { keyword: upperCase(text.slice(0, space)), rest: text.slice(space + 1).trim() };
}

function textOf(line: Uint8Array): string | Malformed {
  const ascii = Buffer.from(line.buffer, line.byteOffset, line.length).toString("latin1");
  if (asciiAlone.test(ascii)) return ascii;
  const text = decodeUtf8(line);
  if (text === null) return malformed("that line is no UTF-8");
  return /\p{Cc}/u.test(text) ? malformed("a command holds no control characters") : text;
}

/** No keyword holds anything beyond ASCII: toUpperCase would make RSET of `RſET`. */
function upperCase(word: string): string {
  return asciiAlone.test(word) ? word.toUpperCase() : word;
}
