import { growProtection } from "../control/grow.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { isNetworkAnybodys } from "./known-network-reads.ts";
import { isOwnMachine, networkIn } from "./own-machine.ts";
import type { RefusalSum } from "./refusal-counts.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Blocks in force that the daemon makes at most; beyond it guessers are only slowed down. */
const mostBlocks = 100_000;
/** At so many addresses it is no longer somebody who forgot a password. */
const sprayAt = 10;

export type BlockSettings = Pick<Settings, "blockMinutes" | "longestBlockDays" | "knownNetworkDays">;

export interface MadeBlock {
  readonly id: number;
  readonly expiresAt: Date;
  readonly repetition: number;
}

/**
 * Keeps a network out for a while: twice as long as the time before, where there was one lately. Makes no block, and gives null, where
 * somebody signed in rightly from there lately (all of an office, or a proxy, is one network), for this machine, where it is kept out already, and where
 * there are too many.
 */
export async function blockGuesser(
  store: Store,
  network: string,
  sum: RefusalSum,
  settings: BlockSettings,
): Promise<MadeBlock | null> {
  if (isOwnMachine(networkIn(network))) return null;
  const now = store.clock.now();
  const since = now.getTime() - settings.knownNetworkDays * dayMs;
  if (await store.statements.read(isNetworkAnybodys, { network, since })) return null;
  const isInForce = { liftedAt: null, expiresAt: { gt: now } };
  if ((await store.db.block.count({ where: isInForce })) >= mostBlocks) return null;
  return store.db.$transaction(async (tx) => {
    const changeNumber = await growProtection(tx);
    if (await tx.block.findFirst({ where: { network, ...isInForce }, select: { id: true } })) return null;
    const longestMs = settings.longestBlockDays * dayMs;
    const before = await tx.block.count({
      where: { network, liftedAt: null, startedAt: { gt: new Date(now.getTime() - longestMs) } },
    });
    const lastsMs = Math.min(longestMs, settings.blockMinutes * minuteMs * 2 ** Math.min(before, 30));
    return tx.block.create({
      data: {
        network,
        reason: sum.addresses >= sprayAt ? "spray" : "guesses",
        guesses: sum.refused,
        addresses: sum.addresses,
        repetition: before + 1,
        startedAt: now,
        expiresAt: new Date(now.getTime() + lastsMs),
        changeNumber,
      },
      select: { id: true, expiresAt: true, repetition: true },
    });
  });
}
