import { DomainError } from "../errors.ts";
import { OverQuota } from "../quota/over-quota.ts";

/** What an account, or a domain, has and may have, and what this batch has given it so far. */
export interface Holder {
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  readonly messageCount: number;
  readonly octets: number;
  newMessages: number;
  newOctets: number;
}

export interface Room extends Holder {
  readonly isOpen: boolean | number;
  readonly nextSequence: number;
  readonly domainId: number;
  /** What all accounts of the domain together may hold. */
  readonly domainOctets: number | null;
  readonly domainMessages: number | null;
}

interface Candidate {
  readonly accountId: number;
  readonly importedId: string | null;
  readonly octets: number;
}

/** Why a maildrop does not take a message. */
export type Refusal = "mailbox-unknown" | "mailbox-disabled" | "already-exists" | "over-quota" | "domain-over-quota";

/**
 * Lets each message in, with its sequence, or says why not, one after the other, and counts in its room what came in. `domains`: those
 * that have a limit, by id. `isTaken`: whether the maildrop has a message with this imported unique-id.
 */
export function admit(
  candidates: readonly Candidate[],
  rooms: ReadonlyMap<number, Room>,
  domains: ReadonlyMap<number, Holder>,
  isTaken: (accountId: number, importedId: string) => boolean,
): (number | Refusal)[] {
  const known = new Set<string>();
  return candidates.map(({ accountId, importedId, octets }) => {
    const room = rooms.get(accountId);
    if (!room) return "mailbox-unknown";
    if (!room.isOpen) return "mailbox-disabled";
    const key = `${accountId} ${importedId}`;
    if (importedId !== null && (known.has(key) || isTaken(accountId, importedId))) return "already-exists";
    if (!hasRoom(room, octets)) return "over-quota";
    const domain = domains.get(room.domainId);
    if (domain !== undefined && !hasRoom(domain, octets)) return "domain-over-quota";
    if (importedId !== null) known.add(key);
    const sequence = room.nextSequence + room.newMessages;
    for (const holder of domain === undefined ? [room] : [room, domain]) {
      holder.newMessages += 1;
      holder.newOctets += octets;
    }
    return sequence;
  });
}

/** Whether one more message of so many octets fits. */
export function hasRoom(holder: Holder, octets: number): boolean {
  const { quotaMessages, quotaOctets } = holder;
  if (quotaMessages !== null && holder.messageCount + holder.newMessages >= quotaMessages) return false;
  return quotaOctets === null || holder.octets + holder.newOctets + octets <= quotaOctets;
}

export interface Refused {
  readonly accountId?: number;
  readonly address: string;
  /** Of the message that was refused. */
  readonly importedId?: string | null;
}

export function refusalOf(refusal: Refusal, refused: Refused): DomainError {
  const { accountId, address, importedId = null } = refused;
  const sentence = sentences[refusal](address, importedId);
  if (refusal === "over-quota" || refusal === "domain-over-quota") return new OverQuota(sentence, accountId ?? null);
  return new DomainError(refusal, sentence);
}

const sentences: Record<Refusal, (address: string, importedId: string | null) => string> = {
  "mailbox-unknown": (address) => `There is no maildrop for ${address} here.`,
  "mailbox-disabled": (address) => `The maildrop of ${address} does not accept mail at present.`,
  "over-quota": (address) =>
    `The maildrop of ${address} is full. It takes mail again when some has been collected and removed, or its quota raised.`,
  "domain-over-quota": (address) =>
    `The domain of ${address} is full: its accounts together hold what it may. It takes mail again when some has been collected and removed, or its quota raised.`,
  "already-exists": (address, importedId) =>
    `The maildrop of ${address} already has a message with the unique-id ${importedId}.`,
};
