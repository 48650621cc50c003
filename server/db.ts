import type { PrismaClient as LogsClient } from "#prisma/generated/logs/sqlite/client.ts";
import type { Prisma, PrismaClient } from "#prisma/generated/sqlite/client.ts";
import { connectMs } from "./database/limits.ts";
import type { Durability } from "./database/sqlite-adapter.ts";
import { logsSchema, logsUrl, sqliteFile } from "./database/url.ts";

/**
 * The database as the application sees it, on either engine: the SQLite client's types are the strict subset of both.
 * Inside `db.$transaction(async (tx) => …)` use `tx` alone: another write of the same process waits for this transaction.
 */
export type Db = PrismaClient;
/** What a verb that must run inside its caller's transaction asks for. */
export type Tx = Prisma.TransactionClient;
export type { Prisma };
/** The logs (prisma/logs), on either engine: a database of their own, which a power cut may take the last instants from. */
export type LogsDb = LogsClient;

const transactionOptions = { maxWait: 15_000, timeout: 15_000 };

/**
 * `url`: `file:/path/popdesk.db` or `postgresql://…`. NORMAL is for what a power cut may take back, FULL for everything else. Loads the one
 * engine's client that is wanted, and connects with the first query.
 */
export async function openDb(url: string, durability: Durability = "FULL"): Promise<Db> {
  const file = sqliteFile(url);
  return file === null ? openPostgres(url, durability) : openSqlite(file, durability);
}

async function openSqlite(file: string, durability: Durability): Promise<Db> {
  const { PrismaClient } = await import("#prisma/generated/sqlite/client.ts");
  const { SqliteFactory } = await import("./database/sqlite-adapter.ts");
  return new PrismaClient({ adapter: new SqliteFactory(file, durability), transactionOptions });
}

async function openPostgres(connectionString: string, durability: Durability): Promise<Db> {
  const { PrismaClient } = await import("#prisma/generated/postgresql/client.ts");
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const options = durability === "NORMAL" ? "-c synchronous_commit=off" : undefined;
  const adapter = new PrismaPg({ connectionString, options, connectionTimeoutMillis: connectMs, keepAlive: true });
  return new PrismaClient({ adapter, transactionOptions }) as unknown as Db;
}

/** `url` is that of mail: the logs lie beside it. Connects with the first query. */
export async function openLogs(url: string): Promise<LogsDb> {
  const file = sqliteFile(logsUrl(url));
  if (file !== null) {
    const { PrismaClient } = await import("#prisma/generated/logs/sqlite/client.ts");
    const { SqliteFactory } = await import("./database/sqlite-adapter.ts");
    return new PrismaClient({ adapter: new SqliteFactory(file, "NORMAL"), transactionOptions });
  }
  const { PrismaClient } = await import("#prisma/generated/logs/postgresql/client.ts");
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const connection = { connectionString: logsUrl(url), connectionTimeoutMillis: connectMs, keepAlive: true };
  const adapter = new PrismaPg(connection, { schema: logsSchema });
  return new PrismaClient({ adapter, transactionOptions }) as unknown as LogsDb;
}
