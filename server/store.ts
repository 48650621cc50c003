import { SignInThrottle } from "./administrator/sign-in-throttle.ts";
import { type Bodies, openBodies } from "./body/bodies.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ensureControl } from "./control/ensure-control.ts";
import { assertSchema } from "./database/schema-version.ts";
import { logsUrl } from "./database/url.ts";
import { type Db, type LogsDb, openDb, openLogs } from "./db.ts";
import type { Environment } from "./env.ts";
import { logger } from "./log.ts";
import { receiptPolicy } from "./receipt/policy.ts";
import { ReceiptWriter } from "./receipt/receipt-writer.ts";
import { openSealer, type Sealer } from "./secret/sealer.ts";
import { readSettings } from "./setting/read.ts";
import { openStatements } from "./statement/open-statements.ts";
import type { Statements } from "./statement/statement.ts";

const log = logger("store");

/** What every verb takes first: all state of one installation, and the clock. */
export interface Store {
  /** Mail and policy: a commit is on disk before it is answered. */
  readonly db: Db;
  /**
   * Heartbeats and other facts that a power cut may take back. Never inside an open transaction of `db`: on SQLite the two
   * would wait for each other.
   */
  readonly relaxed: Db;
  /** The few statements past Prisma that carry the daemon's speed. */
  readonly statements: Statements;
  /** What is written down of what happened (prisma/logs): another database, which never waits for mail. */
  readonly logs: LogsDb;
  /** Statements past Prisma on the logs, for what the daemon writes there. */
  readonly logStatements: Statements;
  readonly bodies: Bodies;
  /** Writes down, behind deliveries, what came. */
  readonly receipts: ReceiptWriter;
  readonly sealer: Sealer;
  /** Of console passwords; each process counts its own. */
  readonly signInThrottle: SignInThrottle;
  readonly clock: Clock;
  readonly environment: Environment;
}

/**
 * Opens a migrated installation. Refuses with `configuration` where the schema is missing or of another version. `writingThread` is
 * for the daemon's workers (server/statement).
 */
export async function openStore(
  environment: Environment,
  clock: Clock = systemClock,
  { writingThread = null }: { writingThread?: string | null } = {},
): Promise<Store> {
  const db = await openDb(environment.databaseUrl);
  try {
    await assertSchema(db, environment.databaseUrl);
    await ensureControl(db);
  } catch (error) {
    await db.$disconnect();
    throw error;
  }
  // Neither client connects before its first query.
  const relaxed = await openDb(environment.databaseUrl, "NORMAL");
  const logStatements = await openStatements(logsUrl(environment.databaseUrl), writingThread, { isLogs: true });
  return {
    db,
    relaxed,
    statements: await openStatements(environment.databaseUrl, writingThread),
    logs: await openLogs(environment.databaseUrl),
    logStatements,
    bodies: openBodies(environment, clock, async () => (await readSettings({ db })).bodyStore),
    receipts: new ReceiptWriter({
      logStatements,
      clock,
      policy: () => receiptPolicy({ db }),
      onTrouble: (err) => log.error({ event: "receipts-not-written", err }, "receipts are caught up with later"),
    }),
    sealer: openSealer(environment),
    signInThrottle: new SignInThrottle(),
    clock,
    environment,
  };
}

export async function closeStore(store: Store): Promise<void> {
  await store.receipts.close();
  await store.statements.close();
  await store.logStatements.close();
  await store.bodies.close();
  await Promise.all([store.db.$disconnect(), store.relaxed.$disconnect(), store.logs.$disconnect()]);
}
