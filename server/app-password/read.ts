import type { Store } from "../store.ts";
import type { AppPasswordView } from "./schema.ts";

/** Those of an account: the live ones first, the newest first. */
export async function readAppPasswords(store: Store, accountId: number): Promise<AppPasswordView[]> {
  const now = store.clock.now();
  const rows = await store.db.appPassword.findMany({
    where: { accountId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      id: true,
      name: true,
      allowedNetworks: true,
      expiresAt: true,
      createdAt: true,
      lastUsedAt: true,
      lastUsedAddress: true,
      revokedAt: true,
    },
  });
  const views = rows.map((row) => ({
    ...row,
    isLive: row.revokedAt === null && (row.expiresAt === null || row.expiresAt > now),
  }));
  return [...views.filter(({ isLive }) => isLive), ...views.filter(({ isLive }) => !isLive)];
}
