import { MessageChannel } from "node:worker_threads";
import BetterSqlite3 from "better-sqlite3";
import { cacheKibibytes } from "../../database/limits.ts";
import { isBusy, untilFree } from "../../database/until-free.ts";
import { WriteLock, writeLockOf } from "../../database/write-lock.ts";
import type { Read, Statements, Write } from "../statement.ts";
import type { Batch } from "./batch.ts";
import { WriteConnection } from "./write-connection.ts";
import { WriteQueue } from "./write-queue.ts";
import { WritingThread } from "./writing-thread.ts";

/**
 * Turns of the event loop in which locks are gathered: waking the other thread costs far more than a write. Twelve saved no more
 * processor with 16 clients, and had them wait. What waits for the disk gathers meanwhile anyway.
 */
const promptTurns = 2;

type Answering = (args: unknown) => unknown;

/**
 * Reads on a connection of their own in the calling thread; writes gathered, in two threads where `program` names theirs, else here.
 * With threads there are two queues, so that locks never wait for mail that waits for the disk, nor for what nobody waits for.
 */
export class SqliteStatements implements Statements {
  readonly #file: string;
  readonly #threads: readonly WritingThread[];
  readonly #prompt: WriteQueue;
  readonly #patient: WriteQueue;
  #writer: WriteConnection | null = null;
  #reader: BetterSqlite3.Database | null = null;
  readonly #prepared = new Map<object, Answering>();

  /** `threadCount`: one where nothing written has to pass by what waits for the disk. */
  constructor(file: string, program: string | null, threadCount: 1 | 2 = 2) {
    this.#file = file;
    const lock = writeLockOf(file);
    if (program === null) {
      this.#threads = [];
      this.#prompt = this.#patient = new WriteQueue(lock, (batch) => this.#runHere(batch));
      return;
    }
    if (threadCount === 1) {
      const thread = new WritingThread(program, { file, isPatient: true, other: null }, uncaught);
      this.#threads = [thread];
      this.#prompt = this.#patient = new WriteQueue(lock, (batch) => thread.run(batch));
      return;
    }
    const { port1, port2 } = new MessageChannel();
    const prompt = new WritingThread(program, { file, isPatient: false, other: port1 }, uncaught);
    const patient = new WritingThread(program, { file, isPatient: true, other: port2 }, uncaught);
    this.#threads = [prompt, patient];
    this.#prompt = new WriteQueue(lock, (batch) => prompt.run(batch), promptTurns);
    // With this process's lock held until the disk has it, all others would wait too.
    this.#patient = new WriteQueue(new WriteLock(), (batch) => patient.run(batch));
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
    const queue = write.durability === "FULL" || write.isBehind ? this.#patient : this.#prompt;
    return queue.add(write, args) as Promise<Result>;
  }

  async close(): Promise<void> {
    await Promise.all([this.#prompt.idle(), this.#patient.idle()]);
    for (const thread of this.#threads) await thread.close();
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
