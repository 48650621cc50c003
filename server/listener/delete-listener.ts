import type { Actor } from "../audit/append-audit.ts";
import { parseInput } from "../input/parse-input.ts";
import { readDaemonState } from "../node/read-daemon-state.ts";
import type { Store } from "../store.ts";
import { awaitObeyed } from "./await-obeyed.ts";
import { changeListeners, findListener } from "./change-listener.ts";
import { type ListenerDeletion, listenerDeletion } from "./schema.ts";
import { updateListener } from "./update-listener.ts";

const obeyLimitMs = 3000;

/**
 * The daemon closes it, and ends or drains the sessions inside as `closing` says; absent: as the listener says. Refuses with `not-found`.
 */
export async function deleteListener(store: Store, input: ListenerDeletion, actor: Actor): Promise<void> {
  const { id, closing } = parseInput(listenerDeletion, input);
  if (closing !== undefined) await sayHow(store, id, closing, actor);
  await changeListeners(store, actor, async (tx) => {
    const { name, updatedAt: _, ...before } = await findListener(tx, id);
    await tx.listener.delete({ where: { id }, select: { id: true } });
    return { result: undefined, audit: { action: "listener.delete", object: name, before } };
  });
}

/** Once the row is gone nobody can tell the daemon any more: it has to have heard before. Away, it has nobody inside. */
async function sayHow(store: Store, id: number, closing: "drain" | "cut", actor: Actor): Promise<void> {
  const row = await store.db.listener.findUnique({ where: { id }, select: { closing: true } });
  if (row === null || row.closing === closing) return;
  await updateListener(store, { id, closing }, actor);
  if ((await readDaemonState(store))?.isAlive) await awaitObeyed(store, id, obeyLimitMs);
}
