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
  const keys = rows.map((row) => (typeof row.key === "bigint" ? (Number(row.key) as Key) : row.key));
  return { keys: isFromEnd ? keys.reverse() : keys, total };
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
