import type { Store } from "../store.ts";

/** Forgets what was noted of messages that are gone, or whose bodies are all right again: somebody put a backup back. */
export async function clearDamages({ db, bodies }: Store): Promise<void> {
  for (const { accountId, sequence } of await db.bodyDamage.findMany({ select: { accountId: true, sequence: true } })) {
    const where = { accountId_sequence: { accountId, sequence } };
    const asked = { where, select: { bodyPlace: true, octets: true } };
    const row = (await db.message.findUnique(asked)) ?? (await db.removedMessage.findUnique(asked));
    if (row && (await bodies.verify(row.bodyPlace, row.octets)) !== null) continue;
    await db.bodyDamage.deleteMany({ where: { accountId, sequence } });
  }
}
