import { inOrder, type ListQuestion, readCountedList } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { keyText, readPlaces } from "./places.ts";
import type { ReceiptList, ReceiptPage } from "./schema.ts";
import { searchQuery } from "./search-words.ts";

const columns = {
  id: true,
  accountId: true,
  sequence: true,
  address: true,
  uniqueId: true,
  octets: true,
  arrivedAt: true,
  sender: true,
  subject: true,
  envelopeSender: true,
  queueId: true,
} as const;

/** Each that is counted is read, and may have to be taken apart into its words: it costs ten times what another list's rows do. */
const mostCounted = 1_000;
/** Receipts with the words looked for that are looked at whose they are. */
const mostLookedUp = 10_000;

/** One page of receipts, the newest first; every word asked for must begin a word of the receipt. */
export async function readReceipts(store: Store, list: ReceiptList): Promise<ReceiptPage> {
  const { page, pageSize } = list;
  const question = await questionOf(store, list);
  if (question === null) return { rows: [], total: 0, page, pageSize };
  const logs = { db: store.logs, environment: store.environment };
  const { keys: ids, total, isCut } = await readCountedList<number>(logs, { ...question, page, pageSize }, mostCounted);
  const rows = inOrder(
    ids,
    await store.logs.receipt.findMany({ where: { id: { in: ids } }, select: columns }),
    ({ id }) => id,
  );
  const places = await readPlaces(store, rows);
  return {
    rows: rows.map(({ id: _id, ...row }) => ({
      ...row,
      ...(places.get(keyText(row)) ?? { place: "gone", downloadedAt: null }),
    })),
    total,
    isCut,
    page,
    pageSize,
  };
}

/** Null where what is looked for holds no word. */
async function questionOf(
  store: Store,
  { search, accountId }: ReceiptList,
): Promise<Omit<ListQuestion, "page" | "pageSize"> | null> {
  const ofAccount = accountId === undefined ? "1 = 1" : `r."accountId" = ${accountId}`;
  const found = { from: `"Receipt" r`, key: `r."id"`, search: { columns: [], text: "" } };
  // By the account's own index its newest are found without a look at anybody else's.
  const newestFirst = { by: accountId === undefined ? `r."id"` : `r."sequence"`, direction: "desc" } as const;
  if (search === "") return { ...found, where: [ofAccount], orderBy: [newestFirst] };
  const query = searchQuery(search);
  if (query === null) return null;
  if (engineOf(store.environment.databaseUrl) === "postgresql") {
    const common = { text: "", values: [query.postgresql] };
    const has = `to_tsvector('simple', r."searchText") @@ to_tsquery('simple', $1)`;
    return { ...found, common, where: [has, ofAccount], orderBy: [{ by: `r."id"`, direction: "desc" }] };
  }
  const common = { text: "", values: [query.sqlite] };
  const has = `"ReceiptWords" MATCH ?`;
  if (accountId === undefined) {
    const orderBy = [{ by: "w.rowid", direction: "desc" }] as const;
    return { ...found, common, from: `"ReceiptWords" w`, key: "w.rowid", where: [has], orderBy };
  }
  const from = (await isEverywhere(store, query.sqlite))
    ? `"Receipt" r CROSS JOIN "ReceiptWords" w ON w.rowid = r."id"`
    : `"ReceiptWords" w CROSS JOIN "Receipt" r ON r."id" = w.rowid`;
  return { ...found, common, from, where: [has, ofAccount], orderBy: [newestFirst] };
}

/** Words that very many receipts have are looked for in those of the account, others the other way round: SQLite cannot know. */
async function isEverywhere({ logs }: Pick<Store, "logs">, query: string): Promise<boolean> {
  const [row] = await logs.$queryRawUnsafe<{ total: number | bigint }[]>(
    `SELECT count(*) AS "total" FROM (SELECT 1 FROM "ReceiptWords" WHERE "ReceiptWords" MATCH ? LIMIT ${mostLookedUp + 1})`,
    query,
  );
  return Number(row?.total ?? 0) > mostLookedUp;
}
