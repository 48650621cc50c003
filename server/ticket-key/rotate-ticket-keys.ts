import { randomBytes } from "node:crypto";
import { growGeneration } from "../control/grow.ts";
import type { Store } from "../store.ts";
import { openingMs, sealingMs } from "./lifetime.ts";

const keyOctets = 48;

/**
 * Makes a new key where the newest has sealed long enough or there is none, and forgets those whose tickets are over: what was
 * recorded on the network before cannot be opened with what is kept. Daemons learn of it by the generation.
 */
export async function rotateTicketKeys(store: Store): Promise<void> {
  const now = store.clock.now();
  if (!(await isDue(store.db, now))) return;
  await store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    // Another node may have been quicker.
    if (!(await isDue(tx, now))) return;
    const sealed = Buffer.from(store.sealer.seal(randomBytes(keyOctets).toString("base64")));
    await tx.ticketKey.create({ data: { sealed, createdAt: now }, select: { id: true } });
    await tx.ticketKey.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - openingMs) } } });
  });
}

async function isDue(db: Pick<Store["db"], "ticketKey">, now: Date): Promise<boolean> {
  const newest = await db.ticketKey.findFirst({ orderBy: { id: "desc" }, select: { createdAt: true } });
  // A clock that was set back must not keep a key for years.
  return newest === null || Math.abs(now.getTime() - newest.createdAt.getTime()) >= sealingMs;
}
