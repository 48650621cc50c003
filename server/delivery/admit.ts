import { DomainError } from "../errors.ts";

/** What an account has and may have, and what this batch has given it so far. */
export interface Room {
  readonly isOpen: boolean;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  readonly messageCount: number;
  readonly octets: number;
  readonly nextSequence: number;
  newMessages: number;
  newOctets: number;
}

interface Candidate {
  readonly accountId: number;
  readonly address: string;
  readonly importedId: string | null;
  readonly octets: number;
}

/** Lets each message in or says why not, one after the other, and counts in its room what came in. `taken`: `accountId importedId`. */
export function admit(
  candidates: readonly Candidate[],
  rooms: ReadonlyMap<number, Room>,
  taken: ReadonlySet<string>,
): (number | DomainError)[] {
  const known = new Set(taken);
  return candidates.map((candidate) => {
    const { accountId, address, importedId, octets } = candidate;
    const room = rooms.get(accountId);
    if (!room) return mailboxUnknown(address);
    if (!room.isOpen) return mailboxDisabled(address);
    const key = `${accountId} ${importedId}`;
    if (importedId !== null && known.has(key)) return alreadyThere(address, importedId);
    if (!hasRoom(room, octets)) return overQuota(address);
    if (importedId !== null) known.add(key);
    const sequence = room.nextSequence + room.newMessages;
    room.newMessages += 1;
    room.newOctets += octets;
    return sequence;
  });
}

/** Whether one more message of so many octets fits. */
export function hasRoom(room: Omit<Room, "isOpen" | "nextSequence">, octets: number): boolean {
  const { quotaMessages, quotaOctets } = room;
  if (quotaMessages !== null && room.messageCount + room.newMessages >= quotaMessages) return false;
  return quotaOctets === null || room.octets + room.newOctets + octets <= quotaOctets;
}

export function mailboxUnknown(address: string): DomainError {
  return new DomainError("mailbox-unknown", `There is no maildrop for ${address} here.`);
}

export function mailboxDisabled(address: string): DomainError {
  return new DomainError("mailbox-disabled", `The maildrop of ${address} does not accept mail at present.`);
}

export function overQuota(address: string): DomainError {
  return new DomainError(
    "over-quota",
    `The maildrop of ${address} is full. It takes mail again when some has been collected and removed, or its quota raised.`,
  );
}

function alreadyThere(address: string, importedId: string): DomainError {
  return new DomainError(
    "already-exists",
    `The maildrop of ${address} already has a message with the unique-id ${importedId}.`,
  );
}
