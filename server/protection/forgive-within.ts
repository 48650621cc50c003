import type { Actor } from "../audit/append-audit.ts";
import { holds, type Network, parseNetwork } from "../network/network.ts";
import type { ListTurn } from "./change-lists.ts";

/** How many blocks were lifted, and of how many networks the guesses are forgotten. */
export interface Forgiven {
  readonly blocks: number;
  readonly waits: number;
}

/** Lifts the daemon's blocks of what lies within a network, and forgets its guesses: whoever is there can sign in at once. */
export async function forgiveWithin(
  { tx, now, changeNumber }: ListTurn,
  network: Network,
  actor: Actor,
): Promise<Forgiven> {
  const isWithin = (text: string) => {
    const parsed = parseNetwork(text);
    return parsed !== null && holds(network, parsed);
  };
  const blocks = await tx.block.findMany({
    where: { liftedAt: null, expiresAt: { gt: now } },
    select: { id: true, network: true },
  });
  const lifted = blocks.filter((block) => isWithin(block.network)).map(({ id }) => id);
  const data = { liftedAt: now, liftedBy: actor.name, changeNumber };
  for (const id of lifted) await tx.block.update({ where: { id }, data, select: { id: true } });
  const pairs = await tx.throttle.findMany({
    distinct: ["network"],
    where: { liftNumber: null },
    select: { network: true },
  });
  const waiting = pairs.filter((pair) => isWithin(pair.network));
  for (const pair of waiting) {
    await tx.throttle.updateMany({ where: { network: pair.network }, data: { liftNumber: changeNumber } });
  }
  return { blocks: lifted.length, waits: waiting.length };
}
