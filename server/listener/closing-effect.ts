import { DomainError } from "../errors.ts";
import { countSessionsByListener } from "../session/count-by-listener.ts";
import type { Store } from "../store.ts";
import { readListener } from "./read.ts";
import type { ClosingEffect } from "./schema.ts";
import { readListenerUseSummary } from "./use.ts";

/** Who is inside, and who would have to come another way. Refuses with `not-found`. */
export async function readClosingEffect(store: Store, { id }: { id: number }): Promise<ClosingEffect> {
  const listener = await readListener(store, id);
  if (listener === null) throw new DomainError("not-found", "This listener no longer exists.", "id");
  const { protocol, tls } = listener;
  const [sessions, use, otherCount] = await Promise.all([
    countSessionsByListener(store),
    protocol === "pop3" ? readListenerUseSummary(store, { listenerId: id, tls: "all" }) : null,
    store.db.listener.count({ where: { protocol, isEnabled: true, id: { not: id } } }),
  ]);
  const { all = 0, clear = 0 } = sessions.get(id) ?? {};
  return { protocol, tls, sessionCount: all, clearCount: clear, use, isLast: otherCount === 0 };
}
