import type { Actor } from "../audit/append-audit.ts";
import type { Store } from "../store.ts";
import { changeListeners, findListener } from "./change-listener.ts";

/** The daemon closes it as its `closing` says. Refuses with `not-found`. */
export function deleteListener(store: Store, { id }: { id: number }, actor: Actor): Promise<void> {
  return changeListeners(store, actor, async (tx) => {
    const { name, updatedAt: _, ...before } = await findListener(tx, id);
    await tx.listener.delete({ where: { id }, select: { id: true } });
    return { result: undefined, audit: { action: "listener.delete", object: name, before } };
  });
}
