import pg from "pg";
import { answerMs, connectMs, rowLockMs } from "../../database/limits.ts";
import type { Durability } from "../../database/sqlite-adapter.ts";
import type { Read, Statements, Write } from "../statement.ts";
import { StatementError } from "../statement-error.ts";
import type { Postgres, PostgresQuery } from "./postgres.ts";

/** Of each pool; both are empty until they are used. */
const mostConnections = 8;

const int8 = 20;
const timestampWithoutZone = 1114;

/** PostgreSQL gathers commits by itself: every write goes its own way, on connections of either durability. */
export class PostgresStatements implements Statements {
  readonly #pools: Readonly<Record<Durability, pg.Pool>>;
  readonly #ways: Readonly<Record<Durability, Postgres>>;

  constructor(url: string) {
    this.#pools = { FULL: openPool(url, "on"), NORMAL: openPool(url, "off") };
    this.#ways = { FULL: wayOver(this.#pools.FULL), NORMAL: wayOver(this.#pools.NORMAL) };
  }

  read<Args, Result>(read: Read<Args, Result>, args: Args): Promise<Result> {
    return read.postgresql(this.#ways.NORMAL.query, args);
  }

  write<Args, Result>(write: Write<Args, Result>, args: Args): Promise<Result> {
    return write.postgresql(this.#ways[write.durability], args);
  }

  /** Each pool lets go of its connections when their work is done. */
  async close(): Promise<void> {
    await Promise.all([this.#pools.FULL.end(), this.#pools.NORMAL.end()]);
  }
}

function openPool(connectionString: string, synchronousCommit: "on" | "off"): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: mostConnections,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
    options: `-c synchronous_commit=${synchronousCommit} -c lock_timeout=${rowLockMs}`,
    types: { getTypeParser: parserOf },
  });
  // An idle connection that broke: the next query makes another.
  pool.on("error", () => {});
  return pool;
}

const parserOf: typeof pg.types.getTypeParser = (type, format) => {
  if (type === int8) return Number;
  if (type === timestampWithoutZone) return (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);
  return pg.types.getTypeParser(type, format);
};

function wayOver(pool: pg.Pool): Postgres {
  return {
    query: queryOver(pool),
    async transaction(work) {
      const client = await pool.connect().catch(troubled);
      try {
        await client.query("BEGIN");
        const result = await work(queryOver(client));
        await client.query("COMMIT").catch(troubled);
        client.release();
        return result;
      } catch (error) {
        // Where not even that is possible the connection is of no more use.
        await client.query("ROLLBACK").then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw error;
      }
    },
  };
}

const names = new Map<string, string>();

function queryOver(target: pg.Pool | pg.PoolClient): PostgresQuery {
  return async <Row>(text: string, values: readonly unknown[]) => {
    let name = names.get(text);
    if (name === undefined) {
      name = `s${names.size}`;
      names.set(text, name);
    }
    const { rows } = await target.query({ name, text, values: values as unknown[] }).catch(troubled);
    return rows as Row[];
  };
}

function troubled(error: Error & { code?: string }): never {
  throw new StatementError(error.message, error.code ?? "", { cause: error });
}
