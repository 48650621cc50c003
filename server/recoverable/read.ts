import { inOrder, readList } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Page } from "../input/schema.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import { isKeptFromPurge } from "../retention/is-kept-from-purge.ts";
import type { Store } from "../store.ts";
import {
  keyOf,
  type RecoverableKey,
  type RecoverableList,
  type RecoverableRow,
  type RecoverableTotals,
  removalCauses,
} from "./schema.ts";
import { type Searched, searchOfRemoved } from "./search-question.ts";

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
  const { keys, total } = await readList<string>(store, {
    ...(await questionOf(store, list)),
    orderBy: [{ by: `r."${sort}"`, direction }, ...inOrderOfKeys],
    page,
    pageSize,
  });
  const found = await store.db.removedMessage.findMany({ where: { OR: keys.map(keyNamed) }, select });
  const rows = inOrder(keys, found, keyOf);
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
export async function readRecoverableKeys(
  store: Store,
  list: RecoverableList,
  take: number,
): Promise<RecoverableKey[]> {
  const question = { ...(await questionOf(store, list)), orderBy: inOrderOfKeys, page: 1, pageSize: take };
  return (await readList<string>(store, question)).keys.map(keyNamed);
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

const inOrderOfKeys = [
  { by: `r."accountId"`, direction: "asc" },
  { by: `r."sequence"`, direction: "asc" },
] as const;

/** What a list asks, without its order: numbers and words from the schema alone stand in the text. */
async function questionOf(store: Store, list: RecoverableList) {
  const { search, cause, accountId, domainId, removalId, from, to } = list;
  const engine = engineOf(store.environment.databaseUrl);
  const instant = (at: Date) =>
    engine === "sqlite" ? String(at.getTime()) : `CAST('${at.toISOString().slice(0, -1)}' AS timestamp(3))`;
  const searched: Searched =
    search === "" ? { from: `"RemovedMessage" r`, where: [] } : await searchOfRemoved(store, search);
  const where = [
    `r."purgeId" IS NULL`,
    ...searched.where,
    ...(accountId === undefined ? [] : [`r."accountId" = ${accountId}`]),
    ...(removalId === undefined ? [] : [`r."removalId" = ${removalId}`]),
    ...(domainId === undefined ? [] : [`r."accountId" IN (SELECT "id" FROM "Account" WHERE "domainId" = ${domainId})`]),
    ...(cause === "all" ? [] : [`r."cause" = '${cause}'`]),
    ...(from ? [`r."removedAt" >= ${instant(from)}`] : []),
    ...(to ? [`r."removedAt" < ${instant(new Date(to.getTime() + dayMs))}`] : []),
  ];
  return {
    ...searched,
    where,
    key: `r."accountId" || ':' || r."sequence"`,
    search: { columns: [], text: "" },
  };
}

function keyNamed(key: string): RecoverableKey {
  const [accountId = 0, sequence = 0] = key.split(":").map(Number);
  return { accountId, sequence };
}
