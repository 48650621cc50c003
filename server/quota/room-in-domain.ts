import { engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import type { DomainUse } from "./domain-uses.ts";
import { quotaTurn, selectDomainUse } from "./use-statements.ts";

/**
 * Refuses with `over-quota` what a domain's limit has no room for, in the transaction that brings it back: mail that came in must not be
 * refused for what was removed once. The account whose mail it is was changed or locked by this transaction before. `more`: what is not
 * in the counters of a living account yet; `what`: "these 3 messages".
 */
export async function roomInDomain(
  tx: Tx,
  store: Store,
  domainId: number,
  more: DomainUse,
  what: string,
): Promise<void> {
  const domain = await tx.domain.findUniqueOrThrow({
    where: { id: domainId },
    select: { name: true, quotaOctets: true, quotaMessages: true },
  });
  if (domain.quotaOctets === null && domain.quotaMessages === null) return;
  const use = await countDomain(tx, store, domainId);
  const octets = use.octets + more.octets - Number(domain.quotaOctets ?? Number.POSITIVE_INFINITY);
  const messages = use.messageCount + more.messageCount - (domain.quotaMessages ?? Number.POSITIVE_INFINITY);
  if (octets <= 0 && messages <= 0) return;
  const missing = octets > 0 ? `${octets} octets` : `${messages} messages`;
  throw new DomainError(
    "over-quota",
    `The domain ${domain.name} has no room for ${what}: the quota of all its accounts together is too small by ${missing}. Raise the domain's quota first, or make room.`,
  );
}

async function countDomain(tx: Tx, store: Store, domainId: number): Promise<DomainUse> {
  const isSqlite = engineOf(store.environment.databaseUrl) === "sqlite";
  if (!isSqlite) await tx.$executeRawUnsafe("SELECT pg_advisory_xact_lock($1::int, $2::int)", quotaTurn, domainId);
  const [use] = await tx.$queryRawUnsafe<Record<keyof DomainUse, number | bigint>[]>(
    selectDomainUse(isSqlite ? "?" : "$1"),
    domainId,
  );
  return { messageCount: Number(use?.messageCount ?? 0), octets: Number(use?.octets ?? 0) };
}
