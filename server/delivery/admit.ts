import { DomainError } from "../errors.ts";

/** What an account has and may have, and what this batch has given it so far. */
export interface Room {
  readonly isOpen: boolean | number;
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
  readonly importedId: string | null;
  readonly octets: number;
}

/** Why a maildrop does not take a message. */
export type Refusal = "mailbox-unknown" | "mailbox-disabled" | "already-exists" | "over-quota";

/**
 * Lets each message in, with its sequence, or says why not, one after the other, and counts in its room what came in. `isTaken`:
 * whether the maildrop has a message with this imported unique-id.
 */
export function admit(
  candidates: readonly Candidate[],
  rooms: ReadonlyMap<number, Room>,
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

/** `importedId`: of the message that was refused. */
export function refusalOf(refusal: Refusal, address: string, importedId: string | null = null): DomainError {
  return new DomainError(refusal, sentences[refusal](address, importedId));
}

const sentences: Record<Refusal, (address: string, importedId: string | null) => string> = {
  "mailbox-unknown": (address) => `There is no maildrop for ${address} here.`,
  "mailbox-disabled": (address) => `The maildrop of ${address} does not accept mail at present.`,
  "over-quota": (address) =>
    `The maildrop of ${address} is full. It takes mail again when some has been collected and removed, or its quota raised.`,
  "already-exists": (address, importedId) =>
    `The maildrop of ${address} already has a message with the unique-id ${importedId}.`,
};
