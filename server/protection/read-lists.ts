import type { Store } from "../store.ts";
import type { ListedNetwork } from "./address-lists.ts";

/** What became of the lists, and whom an administrator wishes to be forgotten. */
export interface ListChanges {
  readonly networks: readonly ListedNetwork[];
  readonly forgiven: readonly (readonly [network: string, address: string])[];
}

/** Since `changeNumber` (Control.protectionNumber); null: all that is in force. The later a change the later it comes. */
export async function readListChanges(store: Store, changeNumber: number | null): Promise<ListChanges> {
  const now = store.clock.now();
  const since = changeNumber === null ? {} : { changeNumber: { gt: changeNumber } };
  const lives = { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  const [rules, blocks, lifted] = await Promise.all([
    store.db.networkRule.findMany({
      where: changeNumber === null ? { endedAt: null, ...lives } : since,
      orderBy: { changeNumber: "asc" },
      select: { id: true, network: true, action: true, expiresAt: true, endedAt: true },
    }),
    store.db.block.findMany({
      where: changeNumber === null ? { liftedAt: null, expiresAt: { gt: now } } : since,
      orderBy: { changeNumber: "asc" },
      select: { id: true, network: true, expiresAt: true, liftedAt: true },
    }),
    changeNumber === null
      ? []
      : store.db.throttle.findMany({
          where: { liftNumber: { gt: changeNumber } },
          select: { network: true, address: true },
        }),
  ]);
  const networks = [
    ...rules.map(({ id, network, action, expiresAt, endedAt }) => ({
      id,
      network,
      kind: action as "allow" | "deny",
      expiresAt: expiresAt?.getTime() ?? null,
      isOver: endedAt !== null,
    })),
    ...blocks.map(({ id, network, expiresAt, liftedAt }) => ({
      id,
      network,
      kind: "block" as const,
      expiresAt: expiresAt.getTime(),
      isOver: liftedAt !== null,
    })),
  ];
  return { networks, forgiven: lifted.map(({ network, address }) => [network, address] as const) };
}
