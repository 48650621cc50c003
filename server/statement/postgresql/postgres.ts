/** One statement, prepared once per connection. `Row` is what it gives; instants come as milliseconds, int8 as number. */
export type PostgresQuery = <Row = unknown>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** What a write is given: a single statement commits by itself, several go into a transaction. */
export interface Postgres {
  readonly query: PostgresQuery;
  transaction<Result>(work: (query: PostgresQuery) => Promise<Result>): Promise<Result>;
}

/** An instant in milliseconds as a parameter for a timestamp column: `CAST($1 AS timestamp(3))`. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, -1);
}
