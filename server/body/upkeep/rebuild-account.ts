import { engineOf } from "../../database/url.ts";
import type { Store } from "../../store.ts";

/**
 * The account that bodies belong to, made anew under its old number where it is gone: its address is all that bodies tell. Null where
 * that is unknown, or the number or the address is somebody else's by now. `oldestMs`: when the first of the bodies was written.
 */
export async function ensureAccount(
  store: Store,
  id: number,
  address: string | null,
  oldestMs: number,
): Promise<{ readonly address: string; readonly isNew: boolean } | null> {
  const { db } = store;
  const found = await db.account.findUnique({ where: { id }, select: { address: true, createdAt: true } });
  if (found) {
    // One that is older than this mail was only called otherwise when it came.
    const isSame = address === null || found.address === address || found.createdAt.getTime() <= oldestMs;
    return isSame ? { address: found.address, isNew: false } : null;
  }
  const at = address?.lastIndexOf("@") ?? -1;
  if (address === null || at < 1) return null;
  if (await db.account.findUnique({ where: { address }, select: { id: true } })) return null;
  const name = address.slice(at + 1);
  const domain = await db.domain.upsert({ where: { name }, create: { name }, update: {}, select: { id: true } });
  const localPart = address.slice(0, at);
  await db.account.create({ data: { id, domainId: domain.id, localPart, address }, select: { id: true } });
  await keepNumbersAhead(store);
  return { address, isNew: true };
}

/** PostgreSQL does not notice numbers that were given by hand, and would give them again. */
async function keepNumbersAhead({ db, environment }: Store): Promise<void> {
  if (engineOf(environment.databaseUrl) === "sqlite") return;
  await db.$executeRaw`SELECT setval(pg_get_serial_sequence('"Account"', 'id'), (SELECT max("id") FROM "Account"))`;
}
