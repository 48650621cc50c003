import type { Store } from "../store.ts";
import { DomainError } from "../errors.ts";
import { summaryOctets } from "./header-summary.ts";

/** The beginning of a stored message, as far as its header goes and a summary looks; nothing where it cannot be read. */
export async function readHead(
  { bodies }: Store,
  { bodyPlace, octets, headerOctets }: { bodyPlace: string; octets: number; headerOctets: number },
): Promise<Uint8Array> {
  try {
    const body = bodies.open(bodyPlace, octets, Math.min(headerOctets, summaryOctets));
    try {
      const pieces: Uint8Array[] = [];
      for (let piece = await body.read(); piece !== null; piece = await body.read())
        pieces.push(Uint8Array.from(piece));
      return Buffer.concat(pieces);
    } finally {
      body.close();
    }
  } catch (error) {
    if (error instanceof DomainError) return new Uint8Array();
    throw error;
  }
}
