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

/** One page of receipts, the newest first; every word asked for must begin a word of the receipt. */
export async function readReceipts(store: Store, list: ReceiptList): Promise<ReceiptPage> {
  const { page, pageSize } = list;
  const question = questionOf(store, list);
  if (question === null) return { rows: [], total: 0, page, pageSize };
  const logs = { db: store.logs, environment: store.environment };
  const { keys: ids, total, isCut } = await readCountedList<number>(logs, { ...question, page, pageSize });
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
function questionOf(
  { environment }: Store,
  { search, accountId }: ReceiptList,
): Omit<ListQuestion, "page" | "pageSize"> | null {
  const ofAccount = accountId === undefined ? [] : [`r."accountId" = ${accountId}`];
  const found = { key: `r."id"`, search: { columns: [], text: "" } };
  const newestFirst = { by: `r."id"`, direction: "desc" } as const;
  if (search === "") {
    // By the account's own index its newest are found without a look at anybody else's.
    const orderBy = accountId === undefined ? newestFirst : ({ by: `r."sequence"`, direction: "desc" } as const);
    return { ...found, from: `"Receipt" r`, where: ["1 = 1", ...ofAccount], orderBy: [orderBy] };
  }
  const query = searchQuery(search);
  if (query === null) return null;
  if (engineOf(environment.databaseUrl) === "sqlite") {
    return {
      ...found,
      from: `"ReceiptWords" w JOIN "Receipt" r ON r."id" = w.rowid`,
      where: [`"ReceiptWords" MATCH ?`, ...ofAccount],
      common: { text: "", values: [query.sqlite] },
      orderBy: [{ by: "w.rowid", direction: "desc" }],
    };
  }
  return {
    ...found,
    from: `"Receipt" r`,
    where: [`to_tsvector('simple', r."searchText") @@ to_tsquery('simple', $1)`, ...ofAccount],
    common: { text: "", values: [query.postgresql] },
    orderBy: [newestFirst],
  };
}
