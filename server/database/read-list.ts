import { mostCounted } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { type Engine, engineOf } from "./url.ts";

/** A page of a long list, asked past Prisma: which index is read is said here, and % and _ in what is looked for are letters. */
export interface ListQuestion {
  /** SQL after FROM. */
  readonly from: string;
  /** Of the table's key. */
  readonly key: string;
  /** SQL conditions without parameters. */
  readonly where: readonly string[];
  /** Columns of folded text, and what one of them must contain; empty: anything. */
  readonly search: { readonly columns: readonly string[]; readonly text: string };
  /** Instead: SQL before SELECT, with these parameters, of which `from` and `where` may speak. */
  readonly common?: { readonly text: string; readonly values: readonly unknown[] };
  /** The last of them unique. */
  readonly orderBy: readonly ListOrder[];
  readonly page: number;
  readonly pageSize: number;
  /** For readCountedList: more match than it counts, that is known. */
  readonly isMany?: boolean;
}

export interface ListOrder {
  /** SQL. */
  readonly by: string;
  readonly direction: "asc" | "desc";
  /** What was never comes last in either direction. */
  readonly isNullLast?: boolean;
}

/**
 * The keys of the page's rows in order, and how many rows match on all pages. Counted from the nearer end, so that at most half of what
 * matches is sorted: 50,000 rows of 100,000 accounts.
 */
export async function readList<Key extends number | string>(
  store: Pick<Store, "db" | "environment">,
  question: ListQuestion,
): Promise<{ keys: Key[]; total: number }> {
  const { from, key, orderBy, page, pageSize, common } = question;
  const searched = conditionOf(engineOf(store.environment.databaseUrl), question);
  const { condition } = searched;
  const values = common?.values ?? searched.values;
  const before = common?.text ?? "";
  const [counted] = await store.db.$queryRawUnsafe<{ total: bigint | number }[]>(
    `${before} SELECT count(*) AS "total" FROM ${from} WHERE ${condition}`,
    ...values,
  );
  const total = Number(counted?.total ?? 0);
  const skipped = (page - 1) * pageSize;
  const taken = Math.min(pageSize, total - skipped);
  if (taken <= 0) return { keys: [], total };
  const isFromEnd = skipped > total / 2;
  const rows = await store.db.$queryRawUnsafe<{ key: Key | bigint }[]>(
    `${before} SELECT ${key} AS "key" FROM ${from} WHERE ${condition} ORDER BY ${orderOf(orderBy, isFromEnd)}
     LIMIT ${taken} OFFSET ${isFromEnd ? total - skipped - taken : skipped}`,
    ...values,
  );
  const keys = rows.map((row) => keyOf(row.key));
  return { keys: isFromEnd ? keys.reverse() : keys, total };
}

/** A database that can be asked past Prisma: of mail, or of logs. */
type Asked = Pick<Store, "environment"> & { readonly db: Pick<Store["db"], "$queryRawUnsafe"> };

/** The same of what comes in floods, see readCountedRows. */
export async function readCountedList<Key extends number | string>(
  store: Asked,
  question: ListQuestion,
  most = mostCounted,
): Promise<{ keys: Key[]; total: number; isCut: boolean }> {
  const columns = [`${question.key} AS "key"`];
  const { rows, ...counted } = await readCountedRows<{ key: Key | bigint }>(store, { ...question, columns }, most);
  return { keys: rows.map((row) => keyOf(row.key)), ...counted };
}

/**
 * A page of a list of what comes in floods: `total` is counted no further than `most` or to the end of the page, and `isCut` says that there
 * is more. One walk in the order of the list finds the page and counts, and ends where enough was seen. `columns`: SQL, each with a name.
 */
export async function readCountedRows<Row>(
  store: Asked,
  question: Omit<ListQuestion, "key"> & { readonly columns: readonly string[] },
  most = mostCounted,
): Promise<{ rows: Row[]; total: number; isCut: boolean }> {
  const { from, columns, orderBy, page, pageSize, common, isMany = false } = question;
  const searched = conditionOf(engineOf(store.environment.databaseUrl), question);
  const skipped = (page - 1) * pageSize;
  const end = skipped + pageSize;
  // Far behind what is counted rows are passed over, not gathered.
  const passed = skipped > most ? skipped : 0;
  const gathered = isMany ? end - passed : Math.max(most, end) - passed;
  const ordered = orderBy.map(({ by }, index) => `${by} AS "by${index}"`);
  const gatheredOrder = orderBy.map((each, index) => ({ ...each, by: `"by${index}"` }));
  const rows = await store.db.$queryRawUnsafe<(Row & { total: bigint | number })[]>(
    `${common?.text ? `${common.text},` : "WITH"} matching AS MATERIALIZED (
       SELECT ${[...columns, ...ordered].join(", ")} FROM ${from} WHERE ${searched.condition} ORDER BY ${orderOf(orderBy, false)}
       LIMIT ${gathered + 1} OFFSET ${passed})
     SELECT matching.*, (SELECT count(*) FROM matching) AS "total" FROM matching
     ORDER BY ${orderOf(gatheredOrder, false)} LIMIT ${pageSize} OFFSET ${skipped - passed}`,
    ...(common?.values ?? searched.values),
  );
  // Behind the last page: how many there are is told all the same.
  if (rows.length === 0 && page > 1) {
    return { ...(await readCountedRows<Row>(store, { ...question, page: 1, isMany: false }, most)), rows: [] };
  }
  const seen = Number(rows[0]?.total ?? 0);
  const total = passed + Math.min(seen, gathered);
  return {
    rows,
    total: isMany ? Math.max(most, total) : total,
    isCut: seen > gathered || (isMany && total < most),
  };
}

function keyOf<Key extends number | string>(key: Key | bigint): Key {
  return typeof key === "bigint" ? (Number(key) as Key) : key;
}

function orderOf(orderBy: readonly ListOrder[], isBackwards: boolean): string {
  return orderBy
    .map(({ by, direction, isNullLast }) => {
      const isDescending = (direction === "desc") !== isBackwards;
      const nulls = isNullLast ? ` NULLS ${isBackwards ? "FIRST" : "LAST"}` : "";
      return `${by} ${isDescending ? "DESC" : "ASC"}${nulls}`;
    })
    .join(", ");
}

/** The WHERE of a question, and its parameters. */
export function conditionOf(
  engine: Engine,
  { where, search }: Pick<ListQuestion, "where" | "search">,
): { condition: string; values: string[] } {
  if (search.text === "") return { condition: where.join(" AND "), values: [] };
  const contains = search.columns.map((column, index) =>
    engine === "sqlite" ? `instr(${column}, ?) > 0` : `strpos(${column}, $${index + 1}) > 0`,
  );
  return {
    condition: [...where, `(${contains.join(" OR ")})`].join(" AND "),
    values: search.columns.map(() => search.text),
  };
}

/** Rows that were read by their keys, in the order of the keys. One that has gone meanwhile is left out. */
export function inOrder<Key, Row>(keys: readonly Key[], rows: readonly Row[], keyOf: (row: Row) => Key): Row[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}
