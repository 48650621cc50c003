import { uniqueIdOf } from "../message/unique-id.ts";
import type { RuleFields } from "../retention/schema.ts";
import type { Store } from "../store.ts";
import { dueMessages } from "./due-statements.ts";
import { placeOf } from "./place-of.ts";
import { type Policies, readPolicies } from "./policies.ts";
import type { Policy } from "./policy.ts";

/** A message that would be removed. */
export interface DueMessage {
  readonly accountId: number;
  readonly address: string;
  readonly sequence: number;
  readonly uniqueId: string;
  readonly octets: number;
  readonly arrivedAt: Date;
  readonly downloadedAt: Date | null;
  readonly rule: string;
}

/** Where a page ended: the next begins behind it. */
export interface DueCursor {
  readonly accountId: number;
  readonly sequence: number;
}

export interface DueList {
  /** As they would be with this rule in this place; null: the rules in force. */
  readonly scope: string | null;
  readonly rule: RuleFields | null;
  /** Only of this account. */
  readonly accountId?: number;
  readonly after: DueCursor | null;
  readonly take: number;
}

const accountsAtOnce = 500;

/** Messages that are due now, account by account in the order of ids, and where the next page begins. */
export async function listDue(store: Store, list: DueList): Promise<{ rows: DueMessage[]; next: DueCursor | null }> {
  const inForce = await readPolicies(store.db, store.clock.now());
  const place = list.scope === null ? null : placeOf(list.scope);
  const policies = place === null || list.rule === null ? inForce : inForce.with(place, list.rule);
  const rows: DueMessage[] = [];
  const within = { domainId: place?.level === "domain" ? place.id : undefined };
  const only = list.accountId ?? (place?.level === "account" ? place.id : undefined);
  for (let from = list.after?.accountId ?? 0; rows.length <= list.take; ) {
    const page = await store.db.account.findMany({
      where: { deletedAt: null, ...within, AND: [{ id: { gte: from } }, { id: only }] },
      orderBy: { id: "asc" },
      take: accountsAtOnce,
      select: { id: true, domainId: true, address: true },
    });
    for (const account of page) {
      if (rows.length > list.take) break;
      const after = account.id === list.after?.accountId ? list.after.sequence : 0;
      rows.push(...(await dueOf(store, account, policies, after, list.take + 1 - rows.length)));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < accountsAtOnce) break;
    from = last.id + 1;
    await new Promise(setImmediate);
  }
  const shown = rows.slice(0, list.take);
  const end = shown.at(-1);
  return {
    rows: shown,
    next: rows.length > list.take && end ? { accountId: end.accountId, sequence: end.sequence } : null,
  };
}

async function dueOf(
  { statements }: Store,
  account: { id: number; domainId: number; address: string },
  policies: Policies,
  after: number,
  take: number,
): Promise<DueMessage[]> {
  const policy: Policy | null = policies.of(account);
  if (policy === null) return [];
  const due = await statements.read(dueMessages, { accountId: account.id, policy, after, take });
  return due.map(({ uniqueEpoch, uniqueNumber, importedId, arrivedAt, downloadedAt, sequence, octets }) => ({
    accountId: account.id,
    address: account.address,
    sequence,
    octets,
    uniqueId: importedId ?? uniqueIdOf({ epoch: uniqueEpoch, number: uniqueNumber }),
    arrivedAt: new Date(arrivedAt),
    downloadedAt: downloadedAt === null ? null : new Date(downloadedAt),
    rule: policy.words,
  }));
}
