import { crc32 } from "node:zlib";
import type { NewBody } from "../body-store.ts";
import { encodeHeader, encodeTrailer, type RecordFacts, type RecordSite, recordHeaderOctets } from "./record.ts";

/** A body gathered in memory, ready to be written wherever there is room. */
export interface Gathered {
  readonly facts: RecordFacts;
  readonly pieces: readonly Uint8Array[];
  readonly trailer: Buffer;
  /** Of the whole record. */
  readonly octets: number;
  header(site: RecordSite): Buffer;
}

/** Takes the pieces as they are: they must not change until they are written. */
export async function gather(body: NewBody, appendedMs: number): Promise<Gathered> {
  const pieces: Uint8Array[] = body.prefix.length > 0 ? [body.prefix] : [];
  for await (const piece of body.message.pieces()) pieces.push(piece);
  let octets = 0;
  let crc = 0;
  for (const piece of pieces) {
    octets += piece.length;
    crc = crc32(piece, crc);
  }
  const facts = factsOf(body, { octets, crc, appendedMs });
  const trailer = encodeTrailer(body, octets);
  return {
    facts,
    pieces,
    trailer,
    octets: recordHeaderOctets + octets + trailer.length,
    header: (site) => encodeHeader(facts, body, trailer, site),
  };
}

/** What was counted while the pieces went by. */
export interface Counted {
  readonly octets: number;
  readonly crc: number;
  readonly appendedMs: number;
}

/** Throws where the unique-id has no place in a header. */
export function factsOf(
  { accountId, uniqueId, arrivedAt, appendedAt, prefix, message }: NewBody,
  { octets, crc, appendedMs }: Counted,
): RecordFacts {
  if (!/^[0-9a-z]{1,24}$/.test(uniqueId)) throw new RangeError("a body's unique-id is made of 0-9 and a-z");
  return {
    accountId,
    uniqueId,
    octets,
    headerOctets: prefix.length + message.headerOctets,
    hasDotLines: message.hasDotLines,
    bodyCrc: crc,
    arrivedMs: arrivedAt.getTime(),
    appendedMs: appendedAt?.getTime() ?? appendedMs,
  };
}
