import { foldAddress } from "../account/address.ts";
import { type DomainUse, DomainUses } from "../quota/domain-uses.ts";
import { useOfDomain } from "../quota/use-statements.ts";
import type { Statements } from "../statement/statement.ts";
import type { Store } from "../store.ts";
import { hasRoom, refusalOf } from "./admit.ts";
import { type RecipientQuestion, type RecipientRow, recipientOf } from "./recipient-statements.ts";

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
 * what the sender announced, 0 where nothing is known. Refuses with `mailbox-unknown`, `mailbox-disabled`, `over-quota` (its own or its
 * domain's); the delivering transaction checks again.
 */
export async function resolveRecipient(store: Store, address: string, octets = 0): Promise<Recipient> {
  const deliveredTo = foldAddress(address);
  const account = deliveredTo.includes("\0") ? null : await store.statements.read(recipientOf, questionOf(deliveredTo));
  if (!account?.isLiving) throw refusalOf("mailbox-unknown", { address });
  const found = { accountId: account.id, address: account.address };
  if (!account.canReceive) throw refusalOf("mailbox-disabled", found);
  if (!hasRoom({ ...account, ...nothingNew }, Math.max(octets, 1))) throw refusalOf("over-quota", found);
  if (!(await hasDomainRoom(store, account, octets))) throw refusalOf("domain-over-quota", found);
  return { ...found, deliveredTo };
}

const nothingNew = { newMessages: 0, newOctets: 0 };
const allUses = new WeakMap<Statements, DomainUses>();

/** By what the domain held within the last second. */
async function hasDomainRoom({ statements }: Store, account: RecipientRow, octets: number): Promise<boolean> {
  const { domainId, domainOctets: quotaOctets, domainMessages: quotaMessages } = account;
  if (quotaOctets === null && quotaMessages === null) return true;
  const uses = allUses.get(statements) ?? new DomainUses();
  allUses.set(statements, uses);
  const count = async (): Promise<DomainUse> => {
    const began = performance.now();
    return uses.keep(domainId, await statements.read(useOfDomain, domainId), performance.now() - began);
  };
  const use = uses.recall(domainId) ?? (await count());
  return hasRoom({ quotaOctets, quotaMessages, ...use, ...nothingNew }, Math.max(octets, 1));
}

/** `ann+news@example.org` is asked for as it stands before `ann@example.org` (RFC 5233). */
function questionOf(address: string): RecipientQuestion {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  const untagged = plus < 1 || plus > at ? null : address.slice(0, plus) + address.slice(at);
  return { address, untagged, domain: address.slice(at + 1) };
}
