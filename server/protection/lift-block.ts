import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { networkText } from "../network/network.ts";
import type { Store } from "../store.ts";
import { addRule } from "./add-rule.ts";
import { changeLists } from "./change-lists.ts";
import { forgiveWithin } from "./forgive-within.ts";
import { networkIn } from "./own-machine.ts";
import type { RuleView } from "./schema.ts";

/** Ends one of the daemon's blocks before its time, and forgets what was guessed from there. Refuses with `not-found`. Gives the network. */
export function liftBlock(store: Store, { id }: { id: number }, actor: Actor): Promise<string> {
  return changeLists(store, actor, async (turn) => {
    const block = await turn.tx.block.findFirst({
      where: { id, liftedAt: null, expiresAt: { gt: turn.now } },
      select: { network: true, reason: true, guesses: true, expiresAt: true },
    });
    if (!block) throw new DomainError("not-found", "This block is over already.");
    const { network, ...before } = block;
    await forgiveWithin(turn, networkIn(network), actor);
    return { result: network, audit: { action: "protection.lift", object: network, before } };
  });
}

/** Lifts a block and lets its network in from now on, whatever it does. Refuses as liftBlock and addRule do. */
export async function allowBlocked(
  store: Store,
  { id, lasts }: { id: number; lasts: number | null },
  actor: Actor,
): Promise<RuleView> {
  const block = await store.db.block.findUnique({ where: { id }, select: { network: true } });
  if (!block) throw new DomainError("not-found", "This block is over already.");
  const network = networkText(networkIn(block.network));
  return addRule(store, { network, action: "allow", lasts, note: "lifted from a block" }, actor);
}
