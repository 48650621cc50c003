import BetterSqlite3 from "better-sqlite3";
import { cacheKibibytes } from "../../database/limits.ts";
import { isBusy, untilFree } from "../../database/until-free.ts";
import { writeLockOf } from "../../database/write-lock.ts";
import type { Read, Statements, Write } from "../statement.ts";
import type { Batch } from "./batch.ts";
import { WriteConnection } from "./write-connection.ts";
import { WriteQueue } from "./write-queue.ts";
import { WritingThread } from "./writing-thread.ts";

type Answering = (args: unknown) => unknown;

/** Reads on a connection of their own in the calling thread; writes gathered, in a thread where `program` names one, else here. */
export class SqliteStatements implements Statements {
  readonly #file: string;
  readonly #queue: WriteQueue;
  readonly #thread: WritingThread | null;
  #writer: WriteConnection | null = null;
  #reader: BetterSqlite3.Database | null = null;
  readonly #prepared = new Map<object, Answering>();

  constructor(file: string, program: string | null) {
    this.#file = file;
    this.#thread = program === null ? null : new WritingThread(program, file, uncaught);
    this.#queue = new WriteQueue(writeLockOf(file), (batch) => this.#thread?.run(batch) ?? this.#runHere(batch));
  }

  read<Args, Result>(read: Read<Args, Result>, args: Args): Result | Promise<Result> {
    try {
      return this.#answer(read, args);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return untilFree(() => this.#answer(read, args));
    }
  }

  write<Args, Result>(write: Write<Args, Result>, args: Args): Promise<Result> {
    return this.#queue.add(write, args) as Promise<Result>;
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#thread?.close();
    this.#writer?.close();
    this.#reader?.close();
  }

  #runHere(batch: Batch) {
    return untilFree(() => {
      this.#writer ??= new WriteConnection(this.#file);
      return this.#writer.run(batch);
    });
  }

  #answer<Args, Result>(read: Read<Args, Result>, args: Args): Result {
    let answering = this.#prepared.get(read);
    if (answering === undefined) {
      this.#reader ??= openReader(this.#file);
      answering = read.sqlite(this.#reader) as Answering;
      this.#prepared.set(read, answering);
    }
    return answering(args) as Result;
  }
}

/** A process whose writing thread has died ends as after any other bug. */
function uncaught(error: Error): never {
  throw error;
}

/** Not opened as read-only: then it could not read what a killed process has left in the log. */
function openReader(file: string): BetterSqlite3.Database {
  const database = new BetterSqlite3(file, { timeout: 0, fileMustExist: true });
  database.pragma(`cache_size = -${cacheKibibytes}`);
  database.pragma("query_only = ON");
  return database;
}
