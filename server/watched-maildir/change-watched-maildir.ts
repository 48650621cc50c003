import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { isMissingRow } from "../database/refusal.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { type WatchedMaildirSwitch, watchedMaildirRemoval, watchedMaildirSwitch } from "./schema.ts";

/** What lies in it from now on stays there. Refuses with `not-found`. */
export async function removeWatchedMaildir(store: Store, input: { id: number }, actor: Actor): Promise<void> {
  const { id } = parseInput(watchedMaildirRemoval, input);
  await changing(store, async (tx, now) => {
    const { path, takenCount } = await tx.watchedMaildir.delete({
      where: { id },
      select: { path: true, takenCount: true },
    });
    await appendAudit(tx, actor, now, { action: "watched-maildir.remove", object: path, before: { takenCount } });
  });
}

/** Lets the daemon begin again, or stop, to take from it. Refuses with `not-found`. */
export async function setWatchedMaildirEnabled(store: Store, input: WatchedMaildirSwitch, actor: Actor): Promise<void> {
  const { id, isEnabled } = parseInput(watchedMaildirSwitch, input);
  await changing(store, async (tx, now) => {
    const before = await tx.watchedMaildir.findUniqueOrThrow({
      where: { id },
      select: { path: true, isEnabled: true },
    });
    if (before.isEnabled === isEnabled) return;
    await tx.watchedMaildir.update({
      where: { id },
      data: isEnabled ? { isEnabled } : { isEnabled, errorText: null },
      select: { id: true },
    });
    const action = isEnabled ? "watched-maildir.enable" : "watched-maildir.disable";
    await appendAudit(tx, actor, now, { action, object: before.path });
  });
}

async function changing(store: Store, change: (tx: Tx, now: Date) => Promise<void>): Promise<void> {
  try {
    await store.db.$transaction((tx) => change(tx, store.clock.now()));
  } catch (error) {
    if (!isMissingRow(error)) throw error;
    throw new DomainError("not-found", "This Maildir is not watched any more.", "id", { cause: error });
  }
}
