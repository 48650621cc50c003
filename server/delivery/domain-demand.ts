import { type DomainUse, type DomainUses, isFar } from "../quota/domain-uses.ts";
import type { Holder, Room } from "./admit.ts";

/** What a batch would bring to a domain that has a limit. */
export interface Demand extends DomainUse {
  readonly domainId: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
}

/** By domain, in the order of their ids; nothing of domains without a limit. */
export function demandsOf(
  messages: readonly { readonly accountId: number; readonly octets: number }[],
  rooms: ReadonlyMap<number, Room>,
): Demand[] {
  const demands = new Map<number, Demand>();
  for (const { accountId, octets } of messages) {
    const room = rooms.get(accountId);
    if (room === undefined || (room.domainOctets === null && room.domainMessages === null)) continue;
    const { domainId, domainOctets: quotaOctets, domainMessages: quotaMessages } = room;
    const before = demands.get(domainId) ?? { messageCount: 0, octets: 0 };
    demands.set(domainId, {
      domainId,
      quotaOctets,
      quotaMessages,
      messageCount: before.messageCount + 1,
      octets: before.octets + octets,
    });
  }
  return [...demands.values()].sort((one, other) => one.domainId - other.domainId);
}

/** A sum that is good enough for this demand; null where the domain must be counted. */
export function knownUse(uses: DomainUses, demand: Demand): DomainUse | null {
  const use = uses.recall(demand.domainId);
  return use !== null && isFar(use, demand, demand) ? use : null;
}

export function holderOf({ quotaOctets, quotaMessages }: Demand, { messageCount, octets }: DomainUse): Holder {
  return { quotaOctets, quotaMessages, messageCount, octets, newMessages: 0, newOctets: 0 };
}

/** What was let in; where the transaction fails after all, the next count knows. */
export function noteDelivered(uses: DomainUses, domains: ReadonlyMap<number, Holder>): void {
  for (const [domainId, { newMessages, newOctets }] of domains) uses.add(domainId, newMessages, newOctets);
}
