/** What the living maildrops of a domain hold together. */
export interface DomainUse {
  readonly messageCount: number;
  readonly octets: number;
}

export interface DomainLimit {
  /** Null is no limit. */
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
}

/** A sum is counted again after a second, and at most a fiftieth of the time is spent on counting. */
const freshMs = 1_000;
const costFactor = 50;
/** Nearer to its limit than this a domain is counted anew for each delivery: other processes deliver too. */
const nearOctets = 64 * 1024 * 1024;
const nearMessages = 1_000;
const nearShare = 1 / 50;

interface Kept extends DomainUse {
  readonly untilMs: number;
}

/**
 * What one process knows of the domains that have a limit. The sum over a domain's accounts is counted, never kept in a row that all
 * deliveries would queue for; as long as it is far below the limit, a sum of the last second with this process's own deliveries is
 * good enough. So a limit can be passed only by what other processes bring within that second, if it is more than the nearness.
 */
export class DomainUses {
  readonly #kept = new Map<number, Kept>();

  /** Of the last second; null where it must be counted. */
  recall(domainId: number): DomainUse | null {
    const kept = this.#kept.get(domainId);
    return kept !== undefined && performance.now() < kept.untilMs ? kept : null;
  }

  /** `tookMs`: what counting took. */
  keep(domainId: number, { messageCount, octets }: DomainUse, tookMs: number): DomainUse {
    const untilMs = performance.now() + Math.max(freshMs, tookMs * costFactor);
    const kept = { messageCount, octets, untilMs };
    this.#kept.set(domainId, kept);
    return kept;
  }

  /** This process delivered so much. */
  add(domainId: number, messages: number, octets: number): void {
    const kept = this.#kept.get(domainId);
    if (kept === undefined) return;
    this.#kept.set(domainId, {
      ...kept,
      messageCount: kept.messageCount + messages,
      octets: kept.octets + octets,
    });
  }
}

/** Whether so much more fits even if other processes have brought what they can in a second. */
export function isFar(use: DomainUse, more: DomainUse, { quotaOctets, quotaMessages }: DomainLimit): boolean {
  const octets = use.octets + more.octets + Math.max(nearOctets, (quotaOctets ?? 0) * nearShare);
  const messages = use.messageCount + more.messageCount + Math.max(nearMessages, (quotaMessages ?? 0) * nearShare);
  return (quotaOctets === null || octets <= quotaOctets) && (quotaMessages === null || messages <= quotaMessages);
}
