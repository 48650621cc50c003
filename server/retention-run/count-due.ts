import type { Store } from "../store.ts";
import { type AccountDue, dueByAccount, livingAccounts } from "./due-statements.ts";
import type { Policy } from "./policy.ts";

/** Accounts looked at in one turn of the event loop. */
const accountsAtOnce = 2_000;
/** Of a page, so many with one policy are counted as one run of ids; fewer are counted each for itself. */
const runShare = 0.25;
/** Pages of PostgreSQL under way together. */
const pagesAtOnce = 3;

export interface Candidate {
  readonly id: number;
  readonly domainId: number;
}

export interface CountOptions {
  readonly domainId?: number;
  readonly accountId?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (looked: number) => void;
}

/**
 * Counts what is due, account by account in the order of ids, in pages with turns of the event loop between. `policyOf` says what is
 * asked of an account; null: it is left out. Calls `onDue` for each that would lose something.
 */
export async function countDue(
  store: Store,
  policyOf: (account: Candidate) => Policy | null,
  onDue: (account: Candidate, due: AccountDue) => void,
  { domainId, accountId, signal, onProgress = () => {} }: CountOptions = {},
): Promise<void> {
  let looked = 0;
  let under: Promise<unknown>[] = [];
  for (let after = 0; !signal?.aborted; ) {
    const take = accountId === undefined ? accountsAtOnce : 1;
    const page = await store.statements.read(livingAccounts, { from: accountId ?? after + 1, take });
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.id;
    const asked = page.filter((account) => domainId === undefined || account.domainId === domainId);
    under.push(countPage(store, asked, policyOf, onDue));
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

async function countPage(
  { statements }: Store,
  page: readonly Candidate[],
  policyOf: (account: Candidate) => Policy | null,
  onDue: (account: Candidate, due: AccountDue) => void,
): Promise<void> {
  const groups = new Map<Policy, Map<number, Candidate>>();
  for (const account of page) {
    const policy = policyOf(account);
    if (policy === null) continue;
    const group = groups.get(policy) ?? new Map<number, Candidate>();
    groups.set(policy, group.set(account.id, account));
  }
  for (const [policy, accounts] of groups) {
    const ids = [...accounts.keys()];
    const isRun = ids.length >= page.length * runShare;
    const ranges = isRun ? [{ first: ids[0] ?? 0, last: ids.at(-1) ?? 0 }] : ids.map((id) => ({ first: id, last: id }));
    for (const range of ranges) {
      for (const due of await statements.read(dueByAccount, { ...range, policy })) {
        const account = accounts.get(due.accountId);
        if (account !== undefined) onDue(account, due);
      }
    }
  }
}
