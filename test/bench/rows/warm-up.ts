import type { Load } from "../load.ts";
import type { Bench } from "./row.ts";

/**
 * Plays the script once for each account, and again: what a server remembers of an account (its password, its listing) it remembers then.
 * One turn ends before the next begins, or a quick session of the second would find a slow one of the first still holding the lock.
 */
export async function warmUp(bench: Bench, load: Omit<Load, "order" | "connections">, turns = 2): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await bench.run({ ...load, connections: 16, order: "each-once" });
}
