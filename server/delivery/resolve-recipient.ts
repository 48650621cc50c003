import { foldAddress } from "../account/address.ts";
import type { Store } from "../store.ts";
import { hasRoom, mailboxDisabled, mailboxUnknown, overQuota } from "./admit.ts";

/** Where mail for an address goes. */
export interface Recipient {
  readonly accountId: number;
  /** Canonical address of the account. */
  readonly address: string;
  /** The address that was asked for, folded: the account's, an alias, or either with a +tag. */
  readonly deliveredTo: string;
}

const accountFields = {
  id: true,
  address: true,
  canReceive: true,
  deletedAt: true,
  quotaOctets: true,
  quotaMessages: true,
  messageCount: true,
  octets: true,
} as const;

/**
 * Finds the account an address delivers into: itself or by an alias, else without its +tag. `octets`: what the sender announced, 0
 * where nothing is known. Refuses with `mailbox-unknown`, `mailbox-disabled`, `over-quota`; the delivering transaction checks again.
 */
export async function resolveRecipient(store: Store, address: string, octets = 0): Promise<Recipient> {
  const deliveredTo = foldAddress(address);
  const account = await findAccount(store, deliveredTo);
  if (!account || account.deletedAt !== null) throw mailboxUnknown(address);
  if (!account.canReceive) throw mailboxDisabled(account.address);
  const room = {
    quotaMessages: account.quotaMessages,
    quotaOctets: account.quotaOctets === null ? null : Number(account.quotaOctets),
    messageCount: account.messageCount,
    octets: Number(account.octets),
    newMessages: 0,
    newOctets: 0,
  };
  if (!hasRoom(room, Math.max(octets, 1))) throw overQuota(account.address);
  return { accountId: account.id, address: account.address, deliveredTo };
}

async function findAccount({ db }: Store, address: string) {
  if (address.includes("\0")) return null;
  for (const candidate of withAndWithoutTag(address)) {
    const account = await db.account.findUnique({ where: { address: candidate }, select: accountFields });
    if (account) return account;
    const alias = await db.alias.findUnique({
      where: { address: candidate },
      select: { account: { select: accountFields } },
    });
    if (alias) return alias.account;
  }
  return null;
}

/** `ann+news@example.org` is asked for as it stands before `ann@example.org` (RFC 5233). */
function withAndWithoutTag(address: string): string[] {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  if (plus < 1 || plus > at) return [address];
  return [address, address.slice(0, plus) + address.slice(at)];
}
