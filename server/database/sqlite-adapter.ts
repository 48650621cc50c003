/**
 * @prisma/adapter-better-sqlite3 with its write path made safe. The stock adapter has one connection, so that a write beside an
 * open transaction runs inside it and is lost when that one rolls back; it begins deferred, so that two processes fail with
 * "busy" instead of queueing; and it waits for a busy file by stopping the event loop. Here reads have their own connection,
 * writes take turns, transactions begin IMMEDIATE, and a busy file is tried again asynchronously.
 */
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type {
  IsolationLevel,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from "@prisma/driver-adapter-utils";
import type BetterSqlite3 from "better-sqlite3";
import { cacheKibibytes, longLogPages } from "./limits.ts";
import { untilFree } from "./until-free.ts";
import { type WriteLock, writeLockOf } from "./write-lock.ts";

/** FULL for mail and policy; NORMAL where losing the last instants to a power cut costs nothing (locks, sessions). */
export type Durability = "FULL" | "NORMAL";

export class SqliteFactory implements SqlDriverAdapterFactory {
  readonly provider = "sqlite";
  readonly adapterName = "popdesk-sqlite";

  constructor(
    private readonly file: string,
    private readonly durability: Durability,
  ) {}

  async connect(): Promise<SqlDriverAdapter> {
    const writer = await open(this.file, this.durability, false);
    const reader = await open(this.file, this.durability, true);
    return new SqliteAdapter(writer, reader, writeLockOf(this.file));
  }
}

interface Connection {
  readonly adapter: SqlDriverAdapter;
  readonly database: BetterSqlite3.Database;
}

async function open(file: string, durability: Durability, isReader: boolean): Promise<Connection> {
  const adapter = await new PrismaBetterSqlite3(
    { url: file, timeout: 0 },
    { timestampFormat: "unixepoch-ms" },
  ).connect();
  const database = (adapter as unknown as { client: BetterSqlite3.Database }).client;
  database.pragma(`synchronous = ${durability}`);
  database.pragma("foreign_keys = ON");
  database.pragma(`cache_size = -${cacheKibibytes}`);
  database.pragma(`wal_autocheckpoint = ${longLogPages}`);
  if (isReader) database.pragma("query_only = ON");
  const prepare = database.prepare.bind(database);
  // The transaction has begun IMMEDIATE before the stock adapter says BEGIN.
  database.prepare = ((sql: string) => (sql === "BEGIN" ? { run() {} } : prepare(sql))) as typeof database.prepare;
  return { adapter, database };
}

class SqliteAdapter implements SqlDriverAdapter {
  readonly provider = "sqlite";
  readonly adapterName = "popdesk-sqlite";

  constructor(
    private readonly writer: Connection,
    private readonly reader: Connection,
    private readonly lock: WriteLock,
  ) {}

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return isRead(query.sql)
      ? untilFree(() => this.reader.adapter.queryRaw(query))
      : this.#write(() => this.writer.adapter.queryRaw(query));
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#write(() => this.writer.adapter.executeRaw(query));
  }

  executeScript(script: string): Promise<void> {
    return this.#write(() => this.writer.adapter.executeScript(script));
  }

  async startTransaction(level?: IsolationLevel): Promise<Transaction> {
    const release = await this.lock.acquire();
    try {
      await untilFree(async () => void this.writer.database.exec("BEGIN IMMEDIATE"));
      const transaction = await this.writer.adapter.startTransaction(level);
      // Prisma has sent COMMIT or ROLLBACK as a statement by the time it calls these.
      const commit = transaction.commit.bind(transaction);
      const rollback = transaction.rollback.bind(transaction);
      transaction.commit = () => this.#finish(commit, release);
      transaction.rollback = () => this.#finish(rollback, release);
      return transaction;
    } catch (error) {
      release();
      throw error;
    }
  }

  getConnectionInfo() {
    return { supportsRelationJoins: false };
  }

  async dispose(): Promise<void> {
    await this.reader.adapter.dispose();
    await this.writer.adapter.dispose();
  }

  /** A COMMIT that failed (disk full) leaves the transaction open: it is rolled back before the next writer's turn. */
  async #finish(end: () => Promise<void>, release: () => void): Promise<void> {
    try {
      await end();
    } finally {
      if (this.writer.database.inTransaction) this.writer.database.exec("ROLLBACK");
      release();
    }
  }

  async #write<T>(run: () => Promise<T>): Promise<T> {
    const release = await this.lock.acquire();
    try {
      return await untilFree(run);
    } finally {
      release();
    }
  }
}

function isRead(sql: string): boolean {
  return /^\s*(select|explain|with\b(?![\s\S]*\b(insert|update|delete)\b))/i.test(sql);
}
