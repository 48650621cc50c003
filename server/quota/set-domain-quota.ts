import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { type DomainQuotaChange, domainQuotaChange } from "./schema.ts";

const columns = {
  name: true,
  quotaOctets: true,
  quotaMessages: true,
  hasAccountQuota: true,
  accountQuotaOctets: true,
  accountQuotaMessages: true,
} as const;

const asBig = (octets: number | null | undefined) => (typeof octets === "number" ? BigInt(octets) : octets);

/** What a domain and its new accounts may hold; deliveries obey from the next on. Refuses with `not-found`. */
export async function setDomainQuota(store: Store, input: DomainQuotaChange, actor: Actor): Promise<{ name: string }> {
  const { id, quotaOctets, accountQuotaOctets, ...rest } = parseInput(domainQuotaChange, input);
  const change = { ...rest, quotaOctets: asBig(quotaOctets), accountQuotaOctets: asBig(accountQuotaOctets) };
  return store.db.$transaction(async (tx) => {
    const before = await tx.domain.findUnique({ where: { id }, select: columns });
    if (before === null) throw new DomainError("not-found", "This domain no longer exists.");
    const { name, ...fields } = await tx.domain.update({ where: { id }, data: change, select: columns });
    const { name: _, ...held } = before;
    await appendAudit(tx, actor, store.clock.now(), {
      action: "domain.set-quota",
      object: name,
      before: held,
      after: fields,
    });
    return { name };
  });
}
