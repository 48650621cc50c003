import type { Prisma } from "../db.ts";
import type { Store } from "../store.ts";
import type { LastChange } from "./schema.ts";

export interface LastChangeAsked {
  /** Verbs that change it, e.g. ["listener.create", "listener.update"]. */
  readonly actions: readonly string[];
  /** What they were done to; absent: anything. */
  readonly object?: string;
}

/** Who last did one of these, by the audit; null where nobody has. */
export function readLastChange(store: Store, { actions, object }: LastChangeAsked): Promise<LastChange | null> {
  return newest(store, { action: { in: [...actions] }, object });
}

/** Who last changed one of these settings; null where all are as they came. */
export function readLastSettingChange(store: Store, names: readonly string[]): Promise<LastChange | null> {
  // Several changed at once stand in one entry, a comma between.
  const named = names.flatMap((name) => [
    { object: name },
    { object: { startsWith: `${name}, ` } },
    { object: { endsWith: `, ${name}` } },
    { object: { contains: `, ${name}, ` } },
  ]);
  return newest(store, { action: "setting.change", OR: named });
}

function newest({ db }: Store, where: Prisma.AuditEntryWhereInput): Promise<LastChange | null> {
  return db.auditEntry.findFirst({
    where,
    orderBy: { number: "desc" },
    select: { number: true, at: true, actorKind: true, actorName: true, action: true },
  });
}
