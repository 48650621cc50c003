import { inOrder } from "../database/read-list.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { keyText, readPlaces } from "./places.ts";
import { mostCounted, type ReceiptList, type ReceiptPage } from "./schema.ts";
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
  const { from, values, orderBy } = question;
  const offset = (page - 1) * pageSize;
  const [keys, counted] = await Promise.all([
    store.logs.$queryRawUnsafe<{ id: number | bigint }[]>(
      `SELECT r."id" AS "id" ${from} ORDER BY ${orderBy} LIMIT ${pageSize} OFFSET ${offset}`,
      ...values,
    ),
    store.logs.$queryRawUnsafe<{ total: number | bigint }[]>(
      `SELECT count(*) AS "total" FROM (SELECT 1 ${from} LIMIT ${mostCounted}) AS "counted"`,
      ...values,
    ),
  ]);
  const ids = keys.map(({ id }) => Number(id));
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
    total: Number(counted[0]?.total ?? 0),
    page,
    pageSize,
  };
}

/** Null where what is looked for holds no word. */
function questionOf(
  { environment }: Store,
  { search, accountId }: ReceiptList,
): { from: string; values: string[]; orderBy: string } | null {
  const ofAccount = accountId === undefined ? "" : `r."accountId" = ${accountId}`;
  if (search === "") {
    // By the account's own index its newest are found without a look at anybody else's.
    const orderBy = accountId === undefined ? `r."id" DESC` : `r."sequence" DESC`;
    return { from: `FROM "Receipt" r ${ofAccount === "" ? "" : `WHERE ${ofAccount}`}`, values: [], orderBy };
  }
  const query = searchQuery(search);
  if (query === null) return null;
  const and = ofAccount === "" ? "" : ` AND ${ofAccount}`;
  if (engineOf(environment.databaseUrl) === "sqlite") {
    const from = `FROM "ReceiptWords" w JOIN "Receipt" r ON r."id" = w.rowid WHERE "ReceiptWords" MATCH ?${and}`;
    return { from, values: [query.sqlite], orderBy: "w.rowid DESC" };
  }
  const from = `FROM "Receipt" r WHERE to_tsvector('simple', r."searchText") @@ to_tsquery('simple', $1)${and}`;
  return { from, values: [query.postgresql], orderBy: `r."id" DESC` };
}
