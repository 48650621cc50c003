import type { Store } from "../store.ts";
import type {
  CleartextSignIn,
  Closing,
  ListenerFact,
  ListenerState,
  ListenerView,
  ListenerWish,
  PlannedChange,
  Protocol,
  TlsMode,
} from "./schema.ts";

export const wishColumns = {
  id: true,
  name: true,
  protocol: true,
  address: true,
  port: true,
  socketPath: true,
  tls: true,
  allowsLegacyTls: true,
  cleartextSignIn: true,
  cleartextNetworks: true,
  plannedChange: true,
  plannedAt: true,
  isEnabled: true,
  closing: true,
  proxyProtocol: true,
  trustedNetworks: true,
  updatedAt: true,
} as const;

interface WishRow extends Omit<ListenerWish, "protocol" | "tls" | "cleartextSignIn" | "closing" | "plannedChange"> {
  readonly protocol: string;
  readonly tls: string;
  readonly cleartextSignIn: string;
  readonly plannedChange: string | null;
  readonly closing: string;
}

/** What should be open: all the daemon needs to reconcile. */
export async function readListenerWishes(store: Store): Promise<ListenerWish[]> {
  return (await store.db.listener.findMany({ orderBy: { id: "asc" }, select: wishColumns })).map(asWish);
}

/** Wishes, each with the facts the daemon has written about it. */
export async function readListeners(store: Store): Promise<ListenerView[]> {
  const [wishes, facts] = await Promise.all([
    readListenerWishes(store),
    store.db.listenerStatus.findMany({ orderBy: { nodeId: "asc" } }),
  ]);
  return wishes.map((wish) => ({ ...wish, facts: facts.filter((fact) => fact.listenerId === wish.id).map(asFact) }));
}

/** Null where there is none. */
export async function readListener(store: Store, id: number): Promise<ListenerView | null> {
  const [wish, facts] = await Promise.all([
    store.db.listener.findUnique({ where: { id }, select: wishColumns }),
    store.db.listenerStatus.findMany({ where: { listenerId: id }, orderBy: { nodeId: "asc" } }),
  ]);
  return wish && { ...asWish(wish), facts: facts.map(asFact) };
}

/** The verbs of this folder alone write these columns, by the words of schema.ts. */
export function asWish(row: WishRow): ListenerWish {
  return {
    ...row,
    protocol: row.protocol as Protocol,
    tls: row.tls as TlsMode,
    cleartextSignIn: row.cleartextSignIn as CleartextSignIn,
    plannedChange: row.plannedChange as PlannedChange | null,
    closing: row.closing as Closing,
  };
}

function asFact(row: Omit<ListenerFact, "state"> & { state: string }): ListenerFact {
  return { ...row, state: row.state as ListenerState };
}
