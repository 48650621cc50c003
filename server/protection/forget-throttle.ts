import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { changeLists } from "./change-lists.ts";
import type { ThrottleEnd } from "./schema.ts";

/** Lets who has to wait sign in at once: what was guessed is forgotten. Refuses with `not-found`. */
export function forgetThrottle(store: Store, { network, address }: ThrottleEnd, actor: Actor): Promise<void> {
  return changeLists(store, actor, async ({ tx, changeNumber }) => {
    const { count } = await tx.throttle.updateMany({
      where: { network, address, liftNumber: null },
      data: { liftNumber: changeNumber },
    });
    if (count === 0) throw new DomainError("not-found", "Nobody has to wait there any more.");
    const object = [address || "any address", network || "everywhere"].join(" from ");
    return { result: undefined, audit: { action: "protection.forget", object } };
  });
}
