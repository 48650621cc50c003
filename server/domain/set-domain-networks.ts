import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { type DomainNetworks, domainNetworks } from "./schema.ts";

/**
 * From where accounts of the domain may sign in that name no networks themselves; from the next sign-in on. Refuses with `not-found`.
 */
export async function setDomainNetworks(store: Store, input: DomainNetworks, actor: Actor): Promise<{ name: string }> {
  const { id, allowedNetworks } = parseInput(domainNetworks, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const before = await tx.domain.findUnique({ where: { id }, select: { name: true, allowedNetworks: true } });
    if (!before) throw new DomainError("not-found", "This domain no longer exists.", "id");
    await tx.domain.update({ where: { id }, data: { allowedNetworks }, select: { id: true } });
    await appendAudit(tx, actor, now, {
      action: "domain.set-networks",
      object: before.name,
      before: { allowedNetworks: before.allowedNetworks },
      after: { allowedNetworks },
    });
    return { name: before.name };
  });
}
