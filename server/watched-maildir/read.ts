import type { Store } from "../store.ts";
import type { WatchedMaildirView } from "./schema.ts";

/** All of them, by path. */
export async function readWatchedMaildirs({ db }: Pick<Store, "db">): Promise<WatchedMaildirView[]> {
  const rows = await db.watchedMaildir.findMany({
    orderBy: { path: "asc" },
    select: {
      id: true,
      path: true,
      isEnabled: true,
      createdAt: true,
      seenAt: true,
      takenCount: true,
      errorText: true,
      account: { select: { address: true } },
    },
  });
  return rows.map(({ account, ...row }) => ({ ...row, account: account.address }));
}

/** What the daemon has to look after. */
export interface EnabledMaildir {
  readonly id: number;
  readonly path: string;
  readonly accountId: number;
  readonly address: string;
}

export async function readEnabledMaildirs({ db }: Pick<Store, "db">): Promise<EnabledMaildir[]> {
  const rows = await db.watchedMaildir.findMany({
    where: { isEnabled: true, account: { deletedAt: null } },
    orderBy: { id: "asc" },
    select: { id: true, path: true, accountId: true, account: { select: { address: true } } },
  });
  return rows.map(({ account, ...row }) => ({ ...row, address: account.address }));
}
