import type { Store } from "../store.ts";
import type { ExceptionPolicy, ExceptionView } from "./schema.ts";

/** How long one that is over stays in the list, and in the table. */
const keptMs = 30 * 24 * 60 * 60 * 1000;
const mostListed = 200;

/** Those in force, the next to end first; then those that are over, the last to end first. */
export async function readExceptions(store: Store, policy: ExceptionPolicy): Promise<ExceptionView[]> {
  const now = store.clock.now();
  const rows = await store.db.exception.findMany({
    where: { policy, endsAt: { gt: new Date(now.getTime() - keptMs) } },
    orderBy: { endsAt: "asc" },
    take: mostListed,
    select: {
      id: true,
      listenerId: true,
      listener: { select: { name: true } },
      network: true,
      accountId: true,
      account: { select: { address: true } },
      reason: true,
      createdAt: true,
      endsAt: true,
      endedAt: true,
    },
  });
  const views = rows.map(
    ({ listener, account, ...row }): ExceptionView => ({
      ...row,
      policy,
      listenerName: listener?.name ?? null,
      address: account?.address ?? null,
      state: row.endedAt !== null ? "ended" : row.endsAt > now ? "in-force" : "expired",
    }),
  );
  const over = views.filter(({ state }) => state !== "in-force");
  const lastly = ({ endedAt, endsAt }: ExceptionView) => (endedAt ?? endsAt).getTime();
  return [...views.filter(({ state }) => state === "in-force"), ...over.sort((a, b) => lastly(b) - lastly(a))];
}

/** What the daemon must know of one. */
export interface ExceptionInForce {
  readonly listenerId: number | null;
  readonly network: string | null;
  readonly address: string | null;
  readonly endsAt: Date;
}

/** An account that is deleted is spared nothing. */
export async function readExceptionsInForce(store: Store, policy: ExceptionPolicy): Promise<ExceptionInForce[]> {
  const rows = await store.db.exception.findMany({
    where: {
      policy,
      endedAt: null,
      endsAt: { gt: store.clock.now() },
      OR: [{ accountId: null }, { account: { deletedAt: null } }],
    },
    select: { listenerId: true, network: true, endsAt: true, account: { select: { address: true } } },
  });
  return rows.map(({ account, ...row }) => ({ ...row, address: account?.address ?? null }));
}

/** Forgets what was over long ago; the audit still has it. */
export async function purgeExceptions(store: Store): Promise<void> {
  const before = new Date(store.clock.now().getTime() - keptMs);
  await store.relaxed.exception.deleteMany({ where: { endsAt: { lt: before } } });
}
