import { foldAddress } from "../account/address.ts";
import type { Store } from "../store.ts";
import { hasRoom, refusalOf } from "./admit.ts";
import { type RecipientQuestion, recipientOf } from "./recipient-statements.ts";

/** Where mail for an address goes. */
export interface Recipient {
  readonly accountId: number;
  /** Canonical address of the account. */
  readonly address: string;
  /** The address that was asked for, folded: the account's, an alias, either with a +tag, or one that only the catch-all knows. */
  readonly deliveredTo: string;
}

/**
 * Finds the account an address delivers into: itself or by an alias, else without its +tag, else the domain's catch-all. `octets`:
 * what the sender announced, 0 where nothing is known. Refuses with `mailbox-unknown`, `mailbox-disabled`, `over-quota`; the
 * delivering transaction checks again.
 */
export async function resolveRecipient(store: Store, address: string, octets = 0): Promise<Recipient> {
  const deliveredTo = foldAddress(address);
  const account = deliveredTo.includes("\0") ? null : await store.statements.read(recipientOf, questionOf(deliveredTo));
  if (!account?.isLiving) throw refusalOf("mailbox-unknown", address);
  if (!account.canReceive) throw refusalOf("mailbox-disabled", account.address);
  if (!hasRoom({ ...account, newMessages: 0, newOctets: 0 }, Math.max(octets, 1)))
    throw refusalOf("over-quota", account.address);
  return { accountId: account.id, address: account.address, deliveredTo };
}

/** `ann+news@example.org` is asked for as it stands before `ann@example.org` (RFC 5233). */
function questionOf(address: string): RecipientQuestion {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  const untagged = plus < 1 || plus > at ? null : address.slice(0, plus) + address.slice(at);
  return { address, untagged, domain: address.slice(at + 1) };
}
