import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { roomInDomain } from "../quota/room-in-domain.ts";
import type { Store } from "../store.ts";
import type { KeptAccount } from "./keep-account.ts";

/** Refuses with `over-quota` what account or domain have no room for: mail that came in must not be refused for what was brought back. */
export async function roomFor(
  tx: Tx,
  store: Store,
  account: KeptAccount,
  messageCount: number,
  octets: number,
): Promise<void> {
  const what = messageCount === 1 ? "this message" : `these ${messageCount} messages`;
  roomInAccount(account, messageCount, octets, what);
  await roomInDomain(tx, store, account.domainId, { messageCount, octets }, what);
}

function roomInAccount(account: KeptAccount, messages: number, octets: number, what: string): void {
  const { address, quotaMessages, quotaOctets } = account;
  const tooMany = quotaMessages !== null && account.messageCount + messages > quotaMessages;
  const tooLarge = quotaOctets !== null && account.octets + octets > quotaOctets;
  if (!tooMany && !tooLarge) return;
  const missing = tooLarge
    ? `${account.octets + octets - (quotaOctets ?? 0)} octets`
    : `${account.messageCount + messages - (quotaMessages ?? 0)} messages`;
  throw new DomainError(
    "over-quota",
    `The maildrop of ${address} has no room for ${what}: its quota is too small by ${missing}. Raise the quota, or restore fewer.`,
  );
}
