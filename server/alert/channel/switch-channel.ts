import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { DomainError } from "../../errors.ts";
import { parseInput } from "../../input/parse-input.ts";
import type { Store } from "../../store.ts";
import { dropUndelivered } from "./drop-undelivered.ts";
import { channelSwitch, oneChannel } from "./schema.ts";

/** On or off; what waits for one that is switched off is given up. Refuses with `not-found`. */
export async function setChannelEnabled(
  store: Store,
  input: { id: number; isEnabled: boolean },
  actor: Actor,
): Promise<{ name: string; isEnabled: boolean }> {
  const { id, isEnabled } = parseInput(channelSwitch, input);
  return store.db.$transaction(async (tx) => {
    const before = await tx.alertChannel.findUnique({ where: { id }, select: { name: true, isEnabled: true } });
    if (before === null) throw new DomainError("not-found", "This channel is gone.", "id");
    if (before.isEnabled === isEnabled) return before;
    await tx.alertChannel.update({ where: { id }, data: { isEnabled }, select: { id: true } });
    if (!isEnabled) await dropUndelivered(tx, id, "The channel was switched off.");
    const [was, is] = [{ isEnabled: before.isEnabled }, { isEnabled }];
    const entry = { action: "alert.channel-change", object: before.name, before: was, after: is };
    await appendAudit(tx, actor, store.clock.now(), entry);
    return { name: before.name, isEnabled };
  });
}

/** With all that is known of what it was told. Refuses with `not-found`. */
export async function deleteChannel(store: Store, input: { id: number }, actor: Actor): Promise<{ name: string }> {
  const { id } = parseInput(oneChannel, input);
  return store.db.$transaction(async (tx) => {
    const before = await tx.alertChannel.findUnique({ where: { id }, select: { name: true, kind: true } });
    if (before === null) throw new DomainError("not-found", "This channel is gone.", "id");
    await tx.alertChannel.delete({ where: { id }, select: { id: true } });
    const entry = { action: "alert.channel-delete", object: before.name, before: { kind: before.kind } };
    await appendAudit(tx, actor, store.clock.now(), entry);
    return { name: before.name };
  });
}
