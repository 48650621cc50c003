import type { ListOrder, ListQuestion } from "../database/read-list.ts";
import { type Engine, engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import type { AccountList } from "./schema.ts";
import { foldForSearch } from "./search-text.ts";

export type AccountChoice = Pick<AccountList, "filter" | "search" | "domainId">;

const conditions: Record<AccountList["filter"], readonly string[]> = {
  all: [],
  off: [`NOT ("canReceive" AND "canSignIn")`],
  "no-password": [`"passwordAt" IS NULL`],
  "never-signed-in": [`"lastSignInAt" IS NULL`],
  console: [`"address" IN (SELECT "email" FROM "Administrator" WHERE "isEnabled")`],
  findings: [`"id" IN (SELECT f."accountId" FROM "Finding" f WHERE f."endedAt" IS NULL)`],
};

/** Columns the index of lists has; mail and sign-ins move the others. */
const quiet: ReadonlySet<AccountList["sort"]> = new Set(["address", "createdAt"]);
/** Columns the index of what domains hold has. */
const held: ReadonlySet<AccountList["sort"]> = new Set(["octets", "messageCount"]);

/** SQLite's word for what is read from end to end; null: the table. */
const listIndex = "Account_list_idx";
const heldIndex = "Account_domainId_deletedAt_octets_messageCount_idx";

/**
 * What a list of accounts asks. SQLite keeps no statistics here and would walk 100,000 rows in the order of some index, one lookup each:
 * it is told to read the lists' index from end to end, or else the table.
 */
export function accountQuestion(store: Pick<Store, "environment">, list: AccountList): ListQuestion {
  return {
    ...choiceOfAccounts(list),
    from: accountsFrom(engineOf(store.environment.databaseUrl), list),
    key: `"id"`,
    orderBy: order(list.sort, list.direction),
    page: list.page,
    pageSize: list.pageSize,
  };
}

/** The WHERE of all accounts that match a filter. */
export function choiceOfAccounts({ filter, search, domainId }: AccountChoice): Pick<ListQuestion, "where" | "search"> {
  return {
    where: [
      `"deletedAt" IS NULL`,
      ...(domainId === undefined ? [] : [`"domainId" = ${domainId}`]),
      ...conditions[filter],
    ],
    search: { columns: [`"searchText"`], text: foldForSearch(search) },
  };
}

/** For a list, a count or a walk over all that match. */
export function accountsFrom(engine: Engine, list: AccountChoice & Partial<Pick<AccountList, "sort">>): string {
  if (engine === "postgresql") return `"Account"`;
  const { filter, search, sort = "address" } = list;
  if (held.has(sort) && filter === "all" && search === "") return `"Account" INDEXED BY "${heldIndex}"`;
  const isQuiet = quiet.has(sort) && filter !== "never-signed-in";
  return `"Account" ${isQuiet ? `INDEXED BY "${listIndex}"` : "NOT INDEXED"}`;
}

/** What was never comes last in either direction; among equals the older account comes first. */
function order(sort: AccountList["sort"], direction: "asc" | "desc"): ListOrder[] {
  if (sort === "address") return [{ by: `"address"`, direction }];
  const isNullLast = sort === "lastSignInAt" || sort === "lastDeliveryAt";
  return [
    { by: `"${sort}"`, direction, isNullLast },
    { by: `"id"`, direction: "asc" },
  ];
}
