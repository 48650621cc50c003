import { moveConsoleOfAccount } from "../administrator/console-access.ts";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { roomInDomain } from "../quota/room-in-domain.ts";
import type { Store } from "../store.ts";
import { parseAddress } from "./address.ts";
import { claimAddress } from "./claim-address.ts";
import { readDeletedWith } from "./deleted-with.ts";
import { type AccountRestoration, accountRestoration } from "./schema.ts";
import { searchTextOf } from "./search-text.ts";

const nothingMore = { messageCount: 0, octets: 0 };

export interface Restored {
  readonly id: number;
  readonly address: string;
  /** Aliases and catch-alls that somebody else has by now. */
  readonly lost: readonly string[];
}

/**
 * Brings a deleted account back: mail, password and switches as they were, and those aliases and catch-alls that nobody has taken
 * meanwhile. Under its own address, or under `address`. Refuses a taken address with `already-exists`, with `over-quota` what its domain has
 * no room for, and with `not-found` what is being removed for good.
 */
export async function restoreAccount(store: Store, input: AccountRestoration, actor: Actor): Promise<Restored> {
  const { id, address: typed } = parseInput(accountRestoration, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const where = { id, deletedAt: { not: null }, isPurged: false };
    const account = await tx.account.findUnique({
      where,
      select: { displayName: true, deletedWith: true, messageCount: true },
    });
    const had = account && readDeletedWith(account.deletedWith);
    if (!account || !had) {
      throw new DomainError("not-found", "This account can no longer be restored: it is being removed for good.", "id");
    }
    const name = parseAddress(typed || had.address);
    const domainId = await claimForRestoration(tx, name);
    const { address, localPart } = name;
    const { count } = await tx.account.updateMany({
      where,
      data: {
        domainId,
        address,
        localPart,
        searchText: searchTextOf({ address, displayName: account.displayName }),
        deletedAt: null,
        deletedWith: null,
      },
    });
    if (count === 0) throw new DomainError("not-found", "This account was restored by somebody else.", "id");
    // From this change on it counts among the living.
    if (account.messageCount > 0) await roomInDomain(tx, store, domainId, nothingMore, "what this account holds");
    const lost = [
      ...(await restoreAliases(tx, id, had.aliases, now)),
      ...(await restoreCatchAlls(tx, id, had.catchAllOf)),
      ...(await restoreConsole(tx, { id, address })),
    ];
    await appendAudit(tx, actor, now, {
      action: "account.restore",
      object: address,
      after: { formerAddress: had.address, lost },
    });
    return { id, address, lost };
  });
}

async function claimForRestoration(tx: Tx, name: ReturnType<typeof parseAddress>): Promise<number> {
  return claimAddress(tx, name).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === "already-exists")) throw error;
    throw new DomainError(
      error.code,
      `${error.message} Restore this one under another address, or free the address first.`,
      "address",
      { cause: error },
    );
  });
}

/** Gives those that could not be. */
async function restoreAliases(tx: Tx, accountId: number, addresses: readonly string[], now: Date): Promise<string[]> {
  const lost: string[] = [];
  for (const address of addresses) {
    const name = parseAddress(address);
    try {
      const domainId = await claimAddress(tx, name);
      const data = { domainId, accountId, localPart: name.localPart, address, createdAt: now };
      await tx.alias.create({ data, select: { id: true } });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      lost.push(address);
    }
  }
  return lost;
}

async function restoreConsole(tx: Tx, account: { id: number; address: string }): Promise<string[]> {
  return (await moveConsoleOfAccount(tx, account)) ? [] : ["the use of the console"];
}

async function restoreCatchAlls(tx: Tx, accountId: number, domains: readonly string[]): Promise<string[]> {
  const lost: string[] = [];
  for (const name of domains) {
    const { count } = await tx.domain.updateMany({
      where: { name, catchAllAccountId: null },
      data: { catchAllAccountId: accountId },
    });
    if (count === 0) lost.push(`the catch-all of ${name}`);
  }
  return lost;
}
