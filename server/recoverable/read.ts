import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import { isKeptFromPurge } from "../retention/is-kept-from-purge.ts";
import type { Store } from "../store.ts";
import { type RecoverableList, type RecoverableRow, type RecoverableTotals, removalCauses } from "./schema.ts";

const dayMs = 86_400_000;

const select = {
  accountId: true,
  sequence: true,
  uniqueEpoch: true,
  uniqueNumber: true,
  importedId: true,
  octets: true,
  arrivedAt: true,
  downloadedAt: true,
  removalId: true,
  cause: true,
  removedAt: true,
  purgeAfterAt: true,
  sender: true,
  subject: true,
  account: { select: { address: true } },
  removal: { select: { actorName: true, rule: true } },
} as const;

/** One page of what can be brought back, the newest first unless asked otherwise. */
export async function readRecoverable(store: Store, list: RecoverableList): Promise<Page<RecoverableRow>> {
  const { page, pageSize, sort, direction } = list;
  const where = whereOf(list);
  const [rows, total] = await Promise.all([
    store.db.removedMessage.findMany({
      where,
      orderBy: [{ [sort]: direction }, { accountId: "asc" }, { sequence: "asc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
      select,
    }),
    store.db.removedMessage.count({ where }),
  ]);
  const held = new Map<number, boolean>();
  for (const { accountId } of rows) {
    if (!held.has(accountId)) held.set(accountId, await isKeptFromPurge(store.db, store, accountId));
  }
  return {
    rows: rows.map(({ uniqueEpoch: epoch, uniqueNumber, importedId, account, removal, cause, ...row }) => ({
      ...row,
      address: account.address,
      uniqueId: importedId ?? uniqueIdOf({ epoch, number: Number(uniqueNumber) }),
      cause: removalCauses.find((each) => each === cause) ?? "administrator",
      reason: removal.rule || removal.actorName,
      isHeld: held.get(row.accountId) ?? false,
    })),
    total,
    page,
    pageSize,
  };
}

/** Keys of the first that match, for what is done to all of them. */
export function readRecoverableKeys(store: Store, list: RecoverableList, take: number) {
  return store.db.removedMessage.findMany({
    where: whereOf(list),
    orderBy: [{ accountId: "asc" }, { sequence: "asc" }],
    take,
    select: { accountId: true, sequence: true },
  });
}

/** What recoverable mail holds: of an account, a domain, or the server. From the accounts' counters. */
export async function readRecoverableTotals(
  { db }: Store,
  of: { accountId?: number; domainId?: number } = {},
): Promise<RecoverableTotals> {
  const { _sum } = await db.account.aggregate({
    where: { id: of.accountId, domainId: of.domainId },
    _sum: { recoverableCount: true, recoverableOctets: true },
  });
  return { messageCount: _sum.recoverableCount ?? 0, octets: Number(_sum.recoverableOctets ?? 0) };
}

function whereOf(list: RecoverableList): Prisma.RemovedMessageWhereInput {
  const { search, cause, accountId, domainId, removalId, from, to } = list;
  return {
    purgeId: null,
    accountId,
    removalId,
    ...(domainId === undefined ? {} : { account: { domainId } }),
    ...(cause === "all" ? {} : { cause }),
    ...(from || to ? { removedAt: { gte: from, lt: to && new Date(to.getTime() + dayMs) } } : {}),
    ...(search === "" ? {} : { OR: searched(search) }),
  };
}

function searched(search: string): Prisma.RemovedMessageWhereInput[] {
  const fields = [
    { account: { address: { contains: search } } },
    { sender: { contains: search } },
    { subject: { contains: search } },
    { messageIdHeader: { contains: search } },
    { importedId: search },
  ];
  // A unique-id is an epoch of six and a number.
  if (!/^[0-9a-z]{7,17}$/.test(search)) return fields;
  const number = Number.parseInt(search.slice(6), 36);
  if (!Number.isSafeInteger(number)) return fields;
  return [...fields, { uniqueNumber: BigInt(number), uniqueEpoch: search.slice(0, 6) }];
}
