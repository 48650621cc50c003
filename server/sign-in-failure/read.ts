import { type ListQuestion, readCountedRows } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { FailureList, FailureView } from "./schema.ts";

const columns = [
  "address",
  "accountId",
  "remoteAddress",
  "network",
  "listenerId",
  "tlsVersion",
  "mechanism",
  "reason",
  "count",
  "firstAt",
  "lastAt",
] as const satisfies readonly (keyof FailureView)[];

/** Refused sign-ins, summed up by the hour, the latest first; counted up to `mostCounted`. */
export async function readFailures(store: Store, list: FailureList): Promise<Page<FailureView>> {
  const { page, pageSize } = list;
  const counted = await readCountedRows<Stored>(store, { ...questionOf(store, list), page, pageSize });
  return { ...counted, rows: counted.rows.map(asView), page, pageSize };
}

/** A search is looked for in one index, which has the order too; an account or a network has its own. */
function questionOf({ environment }: Store, { search, accountId, from }: FailureList) {
  const isSqlite = engineOf(environment.databaseUrl) === "sqlite";
  const values: string[] = [];
  const given = (value: string) => {
    const number = values.push(value);
    return isSqlite ? "?" : `CAST($${number} AS text)`;
  };
  const has = (column: string) => `${isSqlite ? "instr" : "strpos"}("${column}", ${given(search.toLowerCase())}) > 0`;
  const isWalked = isSqlite && accountId === undefined && !from?.includes("/");
  return {
    columns: columns.map((name) => `"${name}"`),
    from: `"SignInFailure"${isWalked ? ` INDEXED BY "SignInFailure_list_idx"` : ""}`,
    where: [
      accountId === undefined ? "1 = 1" : `"accountId" = ${accountId}`,
      ...(from ? [`"${from.includes("/") ? "network" : "remoteAddress"}" = ${given(from)}`] : []),
      ...(search === "" ? [] : [`(${has("address")} OR ${has("remoteAddress")})`]),
    ],
    common: { text: "", values },
    search: { columns: [], text: "" },
    orderBy: ["lastAt", "address", "remoteAddress"].map((by) => ({ by: `"${by}"`, direction: "desc" as const })),
  } satisfies Partial<ListQuestion> & { columns: string[] };
}

/** As the engines give it: numbers may be bigint, instants milliseconds. */
type Stored = {
  readonly [Name in (typeof columns)[number]]: FailureView[Name] extends Date
    ? Date | bigint | number
    : FailureView[Name] extends number | null
      ? FailureView[Name] | bigint
      : FailureView[Name];
};

function asView(row: Stored): FailureView {
  return {
    address: row.address,
    accountId: row.accountId === null ? null : Number(row.accountId),
    remoteAddress: row.remoteAddress,
    network: row.network,
    // 0 and empty: unknown, and in the clear.
    listenerId: Number(row.listenerId) || null,
    tlsVersion: row.tlsVersion || null,
    mechanism: row.mechanism,
    reason: row.reason,
    count: Number(row.count),
    firstAt: new Date(Number(row.firstAt)),
    lastAt: new Date(Number(row.lastAt)),
  };
}

/** Where refused sign-ins came from since then, the most first: one row a network. */
export interface FailingNetwork {
  /** Empty: no address, or too many to keep apart. */
  readonly network: string;
  readonly count: number;
  readonly lastAt: Date;
}

export async function readFailingNetworks(store: Store, since: Date, most: number): Promise<FailingNetwork[]> {
  const groups = await store.db.signInFailure.groupBy({
    by: ["network"],
    where: { lastAt: { gte: since } },
    _sum: { count: true },
    _max: { lastAt: true },
    orderBy: { _sum: { count: "desc" } },
    take: most,
  });
  return groups.map(({ network, _sum, _max }) => ({
    network,
    count: _sum.count ?? 0,
    lastAt: _max.lastAt ?? since,
  }));
}
