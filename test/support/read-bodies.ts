import type { Store } from "#server/store.ts";

/** The messages of a maildrop as they are stored, in order, each checked against the octets its row claims. */
export async function readBodies(store: Store, address: string): Promise<Buffer[]> {
  const rows = await store.db.message.findMany({
    where: { account: { address } },
    orderBy: { sequence: "asc" },
    select: { bodyPlace: true, octets: true },
  });
  const bodies: Buffer[] = [];
  for (const { bodyPlace, octets } of rows) {
    const body = await store.bodies.open(bodyPlace, octets);
    const pieces: Uint8Array[] = [];
    for (let piece = await body.read(); piece !== null; piece = await body.read()) pieces.push(Buffer.from(piece));
    body.close();
    const whole = Buffer.concat(pieces);
    if (whole.length !== octets) throw new Error(`${bodyPlace} has ${whole.length} octets, its row says ${octets}`);
    bodies.push(whole);
  }
  return bodies;
}
