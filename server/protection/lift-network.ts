import { z } from "zod";
import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { oneNetwork } from "../network/schema.ts";
import type { Store } from "../store.ts";
import { changeLists } from "./change-lists.ts";
import { forgiveWithin } from "./forgive-within.ts";
import { networkIn } from "./own-machine.ts";

const lift = z.object({ network: oneNetwork });

/**
 * Ends whatever keeps this very network out, or makes it wait: its rule, blocks within it, what was guessed from there. Refuses with
 * `not-found` where there is nothing of all that.
 */
export async function liftNetwork(
  store: Store,
  input: z.input<typeof lift>,
  actor: Actor,
): Promise<{ network: string; lifted: { rules: number; blocks: number; waits: number } }> {
  const { network } = parseInput(lift, input);
  return changeLists(store, actor, async (turn) => {
    const { tx, now, changeNumber } = turn;
    const { count: rules } = await tx.networkRule.updateMany({
      where: { network, action: "deny", endedAt: null },
      data: { endedAt: now, changeNumber },
    });
    const { blocks, waits } = await forgiveWithin(turn, networkIn(network), actor);
    const lifted = { rules, blocks, waits };
    if (rules + blocks + waits === 0)
      throw new DomainError("not-found", `Nothing keeps ${network} out, and nobody there has to wait.`);
    return { result: { network, lifted }, audit: { action: "protection.lift", object: network, before: lifted } };
  });
}
