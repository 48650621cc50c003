import { type AgedAccount, agedAccounts } from "../maildrop-ages/ages-statements.ts";
import { countAges } from "../maildrop-ages/packed-ages.ts";
import type { Store } from "../store.ts";
import { type AccountDue, dueByAccount } from "./due-statements.ts";
import type { Policy } from "./policy.ts";

/** Accounts looked at in one turn of the event loop: with a hundred messages each some five milliseconds. */
const accountsAtOnce = 1_000;
/** Messages counted row by row in one turn, about as long. */
const messagesAtOnce = 15_000;
/** Pages of PostgreSQL under way together. */
const pagesAtOnce = 3;

export type Candidate = Pick<AgedAccount, "id" | "domainId">;

/** One thing that is counted: what is asked of each account (null: nothing), and who is told of those that would lose something. */
export interface Counted {
  policyOf(account: Candidate): Policy | null;
  onDue(account: Candidate, due: AccountDue): void;
}

export interface CountOptions {
  readonly domainId?: number;
  readonly accountId?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (looked: number) => void;
}

/**
 * Counts what is due, account by account in the order of ids, in pages with turns of the event loop between. Where the ages of a
 * maildrop are known (server/maildrop-ages) no row is read: a tenth of the time.
 */
export async function countDue(
  store: Store,
  counted: readonly Counted[],
  { domainId, accountId, signal, onProgress = () => {} }: CountOptions = {},
): Promise<void> {
  let looked = 0;
  let under: Promise<unknown>[] = [];
  const take = accountId === undefined ? accountsAtOnce : 1;
  for (let from = accountId ?? 1; !signal?.aborted; ) {
    const page = await store.statements.read(agedAccounts, { from, take, domainId: domainId ?? null });
    const last = page.at(-1);
    if (last === undefined || (accountId !== undefined && last.id !== accountId)) break;
    from = last.id + 1;
    under.push(countPage(store, page, counted));
    if (accountId !== undefined) break;
    if (under.length >= pagesAtOnce) {
      await Promise.all(under);
      under = [];
    }
    looked += page.length;
    onProgress(looked);
    await new Promise(setImmediate);
  }
  await Promise.all(under);
}

async function countPage(store: Store, page: readonly AgedAccount[], counted: readonly Counted[]): Promise<void> {
  for (const { policyOf, onDue } of counted) {
    const byRows = new Map<Policy, AgedAccount[]>();
    for (const account of page) {
      const policy = account.messageCount === 0 ? null : policyOf(account);
      if (policy === null) continue;
      if (account.packed === null) {
        const others = byRows.get(policy);
        if (others) others.push(account);
        else byRows.set(policy, [account]);
        continue;
      }
      const due = countAges(account.packed, policy);
      if (due.messageCount > 0) onDue(account, { accountId: account.id, ...due });
    }
    for (const [policy, accounts] of byRows) await countRows(store, accounts, policy, onDue);
  }
}

/** Of those whose ages are not known. */
async function countRows(
  { statements }: Store,
  accounts: readonly AgedAccount[],
  policy: Policy,
  onDue: Counted["onDue"],
): Promise<void> {
  for (let from = 0; from < accounts.length; ) {
    const portion = new Map<number, AgedAccount>();
    for (let messages = 0; from < accounts.length && messages < messagesAtOnce; from += 1) {
      const account = accounts[from] as AgedAccount;
      portion.set(account.id, account);
      messages += account.messageCount;
    }
    for (const due of await statements.read(dueByAccount, { ids: [...portion.keys()], policy })) {
      const account = portion.get(due.accountId);
      if (account !== undefined) onDue(account, due);
    }
    if (from < accounts.length) await new Promise(setImmediate);
  }
}
