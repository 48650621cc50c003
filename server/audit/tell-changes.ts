import { type Logger, logger } from "../log.ts";
import type { Store } from "../store.ts";

const ownLog = logger("audit");
/** At most so many lines at a time: an import of many accounts is one entry, a script of single commands is not. */
const mostAtOnce = 200;

/** How far each store's audit log was told. */
const told = new WeakMap<Store, number>();

/**
 * Says in the log what was changed since the last time, by whomever: console, command line or daemon. From the audit log, which knows what was
 * committed. What was changed before the first call is not told.
 */
export async function tellChanges(store: Store, log: Logger = ownLog): Promise<void> {
  const after = told.get(store);
  if (after === undefined) {
    const last = await store.db.auditEntry.findFirst({ orderBy: { number: "desc" }, select: { number: true } });
    told.set(store, last?.number ?? 0);
    return;
  }
  const entries = await store.db.auditEntry.findMany({
    where: { number: { gt: after } },
    orderBy: { number: "asc" },
    take: mostAtOnce,
    select: { number: true, action: true, object: true, actorKind: true, actorName: true, remoteAddress: true },
  });
  for (const { number, action, object, actorKind, actorName, remoteAddress } of entries) {
    const actor = actorName === "" ? actorKind : actorName;
    log.info({ event: "changed", action, object, actor, remoteIp: remoteAddress }, `${action}: ${object}`);
    told.set(store, number);
  }
}
