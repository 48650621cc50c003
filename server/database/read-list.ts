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
  /** SQL after ORDER BY, ending in something unique. */
  readonly orderBy: string;
  readonly page: number;
  readonly pageSize: number;
}

/** The keys of the page's rows in order, and how many rows match on all pages. */
export async function readList<Key extends number | string>(
  store: Pick<Store, "db" | "environment">,
  question: ListQuestion,
): Promise<{ keys: Key[]; total: number }> {
  const { from, key, orderBy, page, pageSize } = question;
  const { condition, values } = conditionOf(engineOf(store.environment.databaseUrl), question);
  const [rows, counted] = await Promise.all([
    store.db.$queryRawUnsafe<{ key: Key | bigint }[]>(
      `SELECT ${key} AS "key" FROM ${from} WHERE ${condition} ORDER BY ${orderBy} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
      ...values,
    ),
    store.db.$queryRawUnsafe<{ total: bigint | number }[]>(
      `SELECT count(*) AS "total" FROM ${from} WHERE ${condition}`,
      ...values,
    ),
  ]);
  const keys = rows.map((row) => (typeof row.key === "bigint" ? (Number(row.key) as Key) : row.key));
  return { keys, total: Number(counted[0]?.total ?? 0) };
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
