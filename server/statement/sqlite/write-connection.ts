import BetterSqlite3 from "better-sqlite3";
import { cacheKibibytes, longLogPages } from "../../database/limits.ts";
import { type PlainError, toPlain } from "../statement-error.ts";
import { writes } from "../writes.ts";
import { type Answer, allFailed, type Batch } from "./batch.ts";
import { WriteAheadLog } from "./write-ahead-log.ts";

/** How long a checkpoint that keeps writers out waits for one, and for readers of the log's end; then it does what it can. */
const checkpointPatienceMs = 20;
/** The same where the log has become very long. */
const longPatienceMs = 200;
/** Pages of 4 KB in the log from which on it is made to begin anew. */
const restartPages = 1_000;

interface Checkpointed {
  readonly busy: number;
  /** Pages in the log, and how many of them are in the database. */
  readonly log: number;
  readonly checkpointed: number;
}

export interface WriteConnectionOptions {
  /** Then `checkpoint` is called in time, and no commit does that. */
  readonly isInThread?: boolean;
  /** For tests. */
  readonly syncFile?: (descriptor: number) => void;
}

/** The connection that does batches of writes, in whichever thread. */
export class WriteConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #prepared = new Map<string, (args: unknown) => unknown>();
  readonly #begin: BetterSqlite3.Statement;
  readonly #commit: BetterSqlite3.Statement;
  readonly #totalChanges: BetterSqlite3.Statement;
  readonly #log: WriteAheadLog;
  #isLogLong = false;

  constructor(file: string, { isInThread = false, syncFile }: WriteConnectionOptions = {}) {
    this.#database = new BetterSqlite3(file, { timeout: 0, fileMustExist: true });
    this.#database.pragma("foreign_keys = ON");
    this.#database.pragma(`cache_size = -${cacheKibibytes}`);
    this.#database.pragma(`wal_autocheckpoint = ${isInThread ? 0 : longLogPages}`);
    // A commit in FULL keeps all other writers out until the disk has it; so the log is put on disk after the commit.
    this.#database.pragma("synchronous = NORMAL");
    this.#log = new WriteAheadLog(file, () => this.#bringIn(), syncFile);
    this.#begin = this.#database.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#database.prepare("COMMIT");
    this.#totalChanges = this.#database.prepare("SELECT total_changes()").pluck();
  }

  /** Throws only where another connection is writing, and has done nothing then. Nobody else waits while the disk takes a FULL batch. */
  run(batch: Batch): Answer {
    const answer = this.#runTogether(batch);
    const isAnyDone = answer.errors === null || answer.errors.size < batch.names.length;
    if (batch.durability === "NORMAL" || !isAnyDone) return answer;
    try {
      this.#log.sync();
    } catch (error) {
      return allFailed(batch, error);
    }
    return answer;
  }

  /** Rows changed by this connection since it was opened. */
  get changes(): number {
    return this.#totalChanges.get() as number;
  }

  /**
   * Brings the log into the database while others write, and has a long one begin anew. For that they wait: while they add to it, it
   * would never be through, and each look at the disk would take ever longer. But by then there is little left to bring in.
   */
  checkpoint(): void {
    if (!this.#isLogLong) {
      const pages = this.#checkpoint("PASSIVE")?.log ?? 0;
      if (pages < restartPages) return;
    }
    // A very long one is not worth the first step: others that take it at the same time would only be in each other's way.
    const done = this.#checkpoint("RESTART", this.#isLogLong ? longPatienceMs : checkpointPatienceMs);
    this.#isLogLong = done === null || (done.busy !== 0 && done.log >= longLogPages);
  }

  close(): void {
    this.#log.close();
    this.#database.close();
  }

  #runTogether(batch: Batch): Answer {
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

  #bringIn(): boolean {
    const done = this.#checkpoint("RESTART");
    return done !== null && done.busy === 0 && done.log === done.checkpointed;
  }

  /** Null where the disk, or another's checkpoint, did not let it. */
  #checkpoint(mode: "PASSIVE" | "RESTART", patienceMs = checkpointPatienceMs): Checkpointed | null {
    this.#database.pragma(`busy_timeout = ${patienceMs}`);
    try {
      const [done] = this.#database.pragma(`wal_checkpoint(${mode})`) as Checkpointed[];
      return done ?? null;
    } catch (error) {
      // Disk trouble shows at the next commit, where somebody can be told; another's checkpoint is as good as this one.
      if (!(error instanceof BetterSqlite3.SqliteError)) throw error;
      return null;
    } finally {
      this.#database.pragma("busy_timeout = 0");
    }
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
}
