import { LISTING_PIECE_LINES } from "./limits.ts";

const LINE_OVERHEAD_OCTETS = 3; // a space and CRLF
const NUMBER_OCTETS = 10;
const MAX_INT32 = 0x7fffffff;

/** What stands after the message-number on a line: octets for LIST, the unique-id for UIDL. */
export interface ListingColumn {
  readonly maxOctets: number;
  /** Writes the value of message `index` at `at` and gives back where it ends. */
  write(index: number, into: Uint8Array, at: number): number;
}

/** A scan listing's column (RFC 1939 §5, LIST). */
export function octetsColumn(octets: (index: number) => number): ListingColumn {
  return { maxOctets: 16, write: (index, into, at) => writeNumber(octets(index), into, at) };
}

/** Where unique-ids come from: as text, and straight into octets where a long listing is to be quick. */
export interface UniqueIds {
  uniqueId(index: number): string;
  writeUniqueId?(index: number, into: Uint8Array, at: number): number;
}

/** A unique-id listing's column (RFC 1939 §7, UIDL). */
export function uniqueIdColumn(ids: UniqueIds): ListingColumn {
  if (ids.writeUniqueId) return { maxOctets: 70, write: ids.writeUniqueId.bind(ids) };
  return {
    maxOctets: 70,
    write(index, into, at) {
      const id = ids.uniqueId(index);
      for (let k = 0; k < id.length; k += 1) into[at + k] = id.charCodeAt(k);
      return at + id.length;
    },
  };
}

/**
 * A listing from the status line to the final dot, without the messages `isHidden` tells of. One array up to 2,500
 * messages; beyond, an iterable that makes each piece when it is asked for.
 */
export function encodeListing(
  statusLine: Uint8Array,
  count: number,
  isHidden: (index: number) => boolean,
  column: ListingColumn,
): Uint8Array | Iterable<Uint8Array> {
  if (count > LISTING_PIECE_LINES) return pieces(statusLine, count, isHidden, column);
  const room = new Uint8Array(pieceOctets(statusLine, count, column));
  return encodePiece(room, statusLine, 0, count, count, isHidden, column);
}

/** All encoded in the same room: a fresh one would have to be cleared each time. */
function* pieces(
  statusLine: Uint8Array,
  count: number,
  isHidden: (index: number) => boolean,
  column: ListingColumn,
): Generator<Uint8Array> {
  const room = new Uint8Array(pieceOctets(statusLine, LISTING_PIECE_LINES, column));
  for (let from = 0; from < count; from += LISTING_PIECE_LINES) {
    const to = Math.min(from + LISTING_PIECE_LINES, count);
    yield encodePiece(room, from === 0 ? statusLine : new Uint8Array(0), from, to, count, isHidden, column);
  }
}

/** Room for the longest lines there may be. */
function pieceOctets(statusLine: Uint8Array, lines: number, column: ListingColumn): number {
  return statusLine.length + lines * (NUMBER_OCTETS + LINE_OVERHEAD_OCTETS + column.maxOctets) + 3;
}

function encodePiece(
  piece: Uint8Array,
  opening: Uint8Array,
  from: number,
  to: number,
  count: number,
  isHidden: (index: number) => boolean,
  column: ListingColumn,
): Uint8Array {
  piece.set(opening);
  let at = opening.length;
  for (let index = from; index < to; index += 1) {
    if (isHidden(index)) continue;
    at = writeNumber(index + 1, piece, at);
    piece[at] = 0x20;
    at = writeLineEnd(piece, column.write(index, piece, at + 1));
  }
  if (to === count) {
    piece[at] = 0x2e;
    at = writeLineEnd(piece, at + 1);
  }
  return piece.slice(0, at); // what waits in a socket should hold no more than its lines
}

/** Decimal digits of a whole number up to 2^53. Integer arithmetic where it fits: a long listing is mostly this. */
function writeNumber(value: number, into: Uint8Array, at: number): number {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits += 1;
  let place = at + digits - 1;
  let left = value;
  for (; left > MAX_INT32; place -= 1) {
    const tenth = Math.floor(left / 10);
    into[place] = 0x30 + (left - tenth * 10);
    left = tenth;
  }
  for (let small = left | 0; place >= at; place -= 1) {
    const tenth = (small / 10) | 0;
    into[place] = 0x30 + (small - tenth * 10);
    small = tenth;
  }
  return at + digits;
}

function writeLineEnd(into: Uint8Array, at: number): number {
  into[at] = 0x0d;
  into[at + 1] = 0x0a;
  return at + 2;
}

/** A short multi-line answer, such as CAPA's: given lines that need no byte-stuffing, up to the final dot. */
export function encodeLines(statusLine: Uint8Array, lines: readonly string[]): Uint8Array {
  const text = new TextEncoder().encode([...lines, ".", ""].join("\r\n"));
  const answer = new Uint8Array(statusLine.length + text.length);
  answer.set(statusLine);
  answer.set(text, statusLine.length);
  return answer;
}
