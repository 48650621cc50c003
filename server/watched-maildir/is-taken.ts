import { createHash } from "node:crypto";
import type { WireMessage } from "../body/wire-message.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

/** Whether the maildrop holds this message, to the octet, with this instant of arrival, or could bring it back. Refuses with `storage`. */
export async function isTaken(
  store: Store,
  accountId: number,
  message: WireMessage,
  arrivedAt: Date,
): Promise<boolean> {
  const { octets } = message;
  const asked = { where: { accountId, arrivedAt, octets }, select: { bodyPlace: true } };
  const rows = [...(await store.db.message.findMany(asked)), ...(await store.db.removedMessage.findMany(asked))];
  if (rows.length === 0) return false;
  const wanted = await digestOf(message.pieces());
  for (const { bodyPlace } of rows) if ((await digestOf(piecesOf(store, bodyPlace, octets))) === wanted) return true;
  return false;
}

async function digestOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("base64");
}

/** Nothing where the body is gone: then it is another's. */
async function* piecesOf({ bodies }: Store, place: string, octets: number): AsyncGenerator<Uint8Array> {
  let body: ReturnType<typeof bodies.open>;
  try {
    body = bodies.open(place, octets);
  } catch (error) {
    if (error instanceof DomainError && error.code === "not-found") return;
    throw error;
  }
  try {
    for (let piece = await body.read(); piece !== null; piece = await body.read()) yield piece;
  } finally {
    body.close();
  }
}
