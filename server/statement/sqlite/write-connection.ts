import BetterSqlite3 from "better-sqlite3";
import { cacheKibibytes, longLogPages } from "../../database/limits.ts";
import type { Durability } from "../../database/sqlite-adapter.ts";
import { type PlainError, toPlain } from "../statement-error.ts";
import { writes } from "../writes.ts";
import { type Answer, allFailed, type Batch } from "./batch.ts";

/** How long a checkpoint waits for a writer, and for readers of the log's end; then it does what it can. */
const checkpointPatienceMs = 20;

/** The connection that does batches of writes, in whichever thread. */
export class WriteConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #prepared = new Map<string, (args: unknown) => unknown>();
  readonly #begin: BetterSqlite3.Statement;
  readonly #commit: BetterSqlite3.Statement;
  readonly #totalChanges: BetterSqlite3.Statement;
  #durability: Durability | null = null;

  constructor(file: string) {
    this.#database = new BetterSqlite3(file, { timeout: 0, fileMustExist: true });
    this.#database.pragma("foreign_keys = ON");
    this.#database.pragma(`cache_size = -${cacheKibibytes}`);
    this.#database.pragma(`wal_autocheckpoint = ${longLogPages}`);
    this.#begin = this.#database.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#database.prepare("COMMIT");
    this.#totalChanges = this.#database.prepare("SELECT total_changes()").pluck();
  }

  /** Throws only where another connection is writing, and has done nothing then. */
  run(batch: Batch): Answer {
    this.#use(batch.durability);
    this.#begin.run();
    try {
      const results = batch.names.map((name, index) => this.#operation(name)(batch.args[index]));
      this.#commit.run();
      return { results, errors: null };
    } catch (error) {
      const wasOpen = this.#undo();
      return wasOpen && batch.names.length > 1 ? this.#runApart(batch) : allFailed(batch, error);
    }
  }

  /** Rows changed by this connection since it was opened. */
  get changes(): number {
    return this.#totalChanges.get() as number;
  }

  /**
   * Brings the log into the database and has it begin anew. Other writers wait meanwhile: while they add to it, it would never be
   * through, and each look at the disk would take ever longer.
   */
  checkpoint(): void {
    this.#database.pragma(`busy_timeout = ${checkpointPatienceMs}`);
    try {
      this.#database.pragma("wal_checkpoint(RESTART)");
    } catch (error) {
      // Disk trouble shows at the next commit, where somebody can be told; another's checkpoint is as good as this one.
      if (!(error instanceof BetterSqlite3.SqliteError)) throw error;
    }
    this.#database.pragma("busy_timeout = 0");
  }

  close(): void {
    this.#database.close();
  }

  /** The same once more, each fenced off: who fails, fails alone. */
  #runApart(batch: Batch): Answer {
    this.#begin.run();
    const errors = new Map<number, PlainError>();
    const results: unknown[] = [];
    try {
      for (const [index, name] of batch.names.entries()) {
        this.#database.exec("SAVEPOINT apart");
        try {
          results[index] = this.#operation(name)(batch.args[index]);
        } catch (error) {
          if (!this.#database.inTransaction) return allFailed(batch, error);
          this.#database.exec("ROLLBACK TO apart");
          errors.set(index, toPlain(error));
        }
        this.#database.exec("RELEASE apart");
      }
      this.#commit.run();
      return { results, errors };
    } catch (error) {
      this.#undo();
      return allFailed(batch, error);
    }
  }

  /** False where the database had ended the transaction itself, as it may on a full disk. */
  #undo(): boolean {
    if (!this.#database.inTransaction) return false;
    this.#database.exec("ROLLBACK");
    return true;
  }

  #operation(name: string): (args: unknown) => unknown {
    let operation = this.#prepared.get(name);
    if (operation === undefined) {
      const write = writes.get(name);
      if (write === undefined) throw new Error(`the write ${name} is not listed in server/statement/writes.ts`);
      operation = write.sqlite(this.#database) as (args: unknown) => unknown;
      this.#prepared.set(name, operation);
    }
    return operation;
  }

  /** Takes effect between transactions only. */
  #use(durability: Durability): void {
    if (this.#durability === durability) return;
    this.#database.pragma(`synchronous = ${durability}`);
    this.#durability = durability;
  }
}
