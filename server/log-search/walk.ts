import { setImmediate as turn } from "node:timers/promises";
import { type Engine, engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { both, type LogCondition, marked, type Sql } from "./condition.ts";

type Asked = Pick<Store, "logs" | "environment">;

/** Ids from `from` up to but not with `until`. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export type Direction = "older" | "newer";

/** Lines of a piece, at first and at most. */
export interface PieceSizes {
  readonly first: number;
  readonly largest: number;
}

/** Of lines that are asked one by one whether they match. */
const askedSizes: PieceSizes = { first: 2_000, largest: 32_000 };
/** Of lines that are only counted in an index. */
export const countedSizes: PieceSizes = { first: 20_000, largest: 320_000 };
/** A statement should not take longer: SQLite's has the whole process waiting. */
const pieceMs = 60;

/** The span in pieces, each found by the index alone and with so few lines that asking each of them takes little time. */
export async function* piecesOf(
  store: Asked,
  { found, driver }: LogCondition,
  span: Span,
  direction: Direction,
  { first, largest } = askedSizes,
): AsyncGenerator<Span> {
  const engine = engineOf(store.environment.databaseUrl);
  let { from, until } = span;
  let size = first;
  while (from < until) {
    const edge = await edgeOf(store, engine, { ...found, driver }, { from, until }, direction, size);
    const began = performance.now();
    if (direction === "older") {
      yield { from: edge ?? from, until };
      until = edge ?? from;
    } else {
      yield { from, until: edge === null ? until : edge + 1 };
      from = edge === null ? until : edge + 1;
    }
    const took = performance.now() - began;
    size = Math.max(first, Math.min(largest, Math.floor(took > pieceMs ? size / 2 : size * 4)));
    await turn();
  }
}

/** The id of the last line of a piece; null where no more lines are there. */
async function edgeOf(
  { logs }: Asked,
  engine: Engine,
  { from: tables, id, driver }: { from: string; id: string; driver: Sql },
  span: Span,
  direction: Direction,
  size: number,
): Promise<number | null> {
  const { text, values } = both(driver, within(id, span));
  const order = direction === "older" ? "DESC" : "ASC";
  const [row] = await logs.$queryRawUnsafe<{ id: number | bigint }[]>(
    marked(
      engine,
      `SELECT ${id} AS "id" FROM ${tables} WHERE ${text} ORDER BY ${id} ${order} LIMIT 1 OFFSET ${size - 1}`,
    ),
    ...values,
  );
  return row === undefined ? null : Number(row.id);
}

export function within(id: string, { from, until }: Span): Sql {
  return { text: `${id} >= ${from} AND ${id} < ${until}`, values: [] };
}

/** Ids of lines of a piece that match, at most `most`. */
export async function idsIn(
  { logs, environment }: Asked,
  condition: LogCondition,
  piece: Span,
  direction: Direction,
  most: number,
): Promise<number[]> {
  const { from, id, driver, rest, found } = condition;
  const [tables, key] = rest === null ? [found.from, found.id] : [from, id];
  const { text, values } = both(both(driver, within(key, piece)), rest);
  const order = direction === "older" ? "DESC" : "ASC";
  const rows = await logs.$queryRawUnsafe<{ id: number | bigint }[]>(
    marked(
      engineOf(environment.databaseUrl),
      `SELECT ${key} AS "id" FROM ${tables} WHERE ${text} ORDER BY ${key} ${order} LIMIT ${most}`,
    ),
    ...values,
  );
  return rows.map((row) => Number(row.id));
}
