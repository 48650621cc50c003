import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient as PostgresClient } from "#prisma/generated/postgresql/client.ts";
import { type Prisma, PrismaClient as SqliteClient } from "#prisma/generated/sqlite/client.ts";
import { type Durability, SqliteFactory } from "./database/sqlite-adapter.ts";
import { sqliteFile } from "./database/url.ts";

/**
 * The database as the application sees it, on either engine: the SQLite client's types are the strict subset of both.
 * Inside `db.$transaction(async (tx) => …)` use `tx` alone: another write of the same process waits for this transaction.
 */
export type Db = InstanceType<typeof SqliteClient>;
/** What a verb that must run inside its caller's transaction asks for. */
export type Tx = Prisma.TransactionClient;
export type { Prisma };

const transactionOptions = { maxWait: 15_000, timeout: 15_000 };

/** `url`: `file:/path/popdesk.db` or `postgresql://…`. NORMAL is for locks and sessions, FULL for everything else. */
export function openDb(url: string, durability: Durability = "FULL"): Db {
  const file = sqliteFile(url);
  if (file !== null) return new SqliteClient({ adapter: new SqliteFactory(file, durability), transactionOptions });
  const connectionString = url;
  const options = durability === "NORMAL" ? "-c synchronous_commit=off" : undefined;
  return new PostgresClient({
    adapter: new PrismaPg({ connectionString, options }),
    transactionOptions,
  }) as unknown as Db;
}
