import type BetterSqlite3 from "better-sqlite3";
import type { Durability } from "../database/sqlite-adapter.ts";
import type { Postgres, PostgresQuery } from "./postgresql/postgres.ts";

/**
 * A read in prepared SQL, for both engines. Booleans may come back as 0 and 1, instants travel as milliseconds since 1970: that is
 * what SQLite's columns hold.
 */
export interface Read<Args, Result> {
  /** Prepares on a connection that only reads; the function given back answers in this thread and must be short. */
  sqlite(database: BetterSqlite3.Database): (args: Args) => Result;
  postgresql(query: PostgresQuery, args: Args): Promise<Result>;
}

/**
 * A write in prepared SQL, for both engines. Listed in `writes.ts`, because on SQLite it is done in another thread: arguments and
 * results are what a structured clone can carry, and the file of a write imports nothing but SQL.
 */
export interface Write<Args, Result> {
  /** Unique. */
  readonly name: string;
  /** FULL: answered when it is on disk. NORMAL: a power cut may take it back, the death of the process may not. */
  readonly durability: Durability;
  /** Nobody waits for the answer: takes its turn after those somebody waits for, one at a time. At most some 200 rows in one. */
  readonly isBehind?: boolean;
  /**
   * Prepares; the function given back runs inside a transaction shared with other writes. Where it throws, what it did is undone and
   * the others are not: it may be run twice, so it changes nothing but the database. A few milliseconds at most.
   */
  sqlite(database: BetterSqlite3.Database): (args: Args) => Result;
  postgresql(postgres: Postgres, args: Args): Promise<Result>;
}

/** The few statements that carry the daemon's speed, past Prisma. Nothing is opened before the first of them. */
export interface Statements {
  /** At once on SQLite, unless another process is just rebuilding the log. */
  read<Args, Result>(read: Read<Args, Result>, args: Args): Result | Promise<Result>;
  /** Resolves when it is committed, with the other writes of the moment, and visible to every process. */
  write<Args, Result>(write: Write<Args, Result>, args: Args): Promise<Result>;
  /** Lets what was asked for before be done, then closes. */
  close(): Promise<void>;
}
