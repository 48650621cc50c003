import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "#server/log.ts";
import type { Growth } from "#server/metric/counts.ts";
import type { ConnectionCount, GuessNews, Kicked, ListenFailure, Plan, ToPrimary, ToWorker } from "../channel.ts";
import type { Handle } from "./bind.ts";
import { WorkerProcess, type WorkerSpawn } from "./worker-process.ts";

const readyMs = 30_000;
const answerMs = 5_000;
const stopMs = 3_000;
const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A worker that lived this long died of something new. */
const settledMs = 30_000;

export interface WorkersOptions {
  readonly count: number;
  readonly spawn: WorkerSpawn;
  readonly startIncarnation: (pid: number) => Promise<string>;
  /** Frees what it held; tried again until it succeeds. */
  readonly endIncarnation: (id: string) => Promise<void>;
  /** What drains may have changed. */
  readonly onDrain: () => void;
  /** What a new worker is told before its first plan. */
  readonly greeting: () => Iterable<ToWorker>;
  readonly onGuesses: (news: GuessNews, worker: object) => void;
  readonly onCounted: (growth: Growth) => void;
  readonly onDeath: () => void;
  readonly onKeptOut: (counts: readonly (readonly [blockId: number, count: number])[]) => void;
  readonly log: Logger;
}

/** The worker processes: as many as wanted, each restarted when it dies, all made to obey the newest plan. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #all = new Set<WorkerProcess>();
  readonly #sockets = new Map<number, Handle>();
  /** Under way for workers that have died. */
  readonly #freeing = new Set<Promise<void>>();
  #plan: Plan | null = null;
  #isStopping = false;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** Resolves when every worker is ready; rejects when one cannot even begin. */
  async start(): Promise<void> {
    await Promise.all(
      Array.from({ length: this.#options.count }, async () => {
        const worker = await this.#spawn();
        if (worker === null) throw new Error("a worker ended before it was ready; the lines above say why");
      }),
    );
  }

  /** Bound sockets go to every worker, also to those that come later. */
  share(binding: number, handle: Handle): void {
    this.#sockets.set(binding, handle);
    for (const worker of this.#ready) worker.tell({ kind: "socket", binding }, handle);
  }

  unshare(binding: number): void {
    this.#sockets.delete(binding);
  }

  /** Resolves when every worker obeys, or is no more: one that does not answer still accepts, so it is killed. */
  async apply(plan: Plan): Promise<ListenFailure[]> {
    this.#plan = plan;
    return (await Promise.all(this.#ready.map((worker) => this.#apply(plan, worker)))).flat();
  }

  /** To every worker but one. */
  tell(message: ToWorker, except?: object): void {
    for (const worker of this.#ready) if (worker !== except) worker.tell(message);
  }

  /** Gives how many sessions were ended. */
  async kick(number: number, whom: Kicked, by?: string): Promise<number> {
    const kicked = await Promise.all(
      this.#ready.map((worker) =>
        worker.ask(
          { kind: "kick", number, whom, by },
          (answer) => (answer.kind === "kicked" && answer.number === number ? answer.kickedCount : null),
          answerMs,
        ),
      ),
    );
    return kicked.reduce<number>((sum, count) => sum + (typeof count === "number" ? count : 0), 0);
  }

  /** POP3 connections of all workers. */
  get sessionCount(): number {
    return this.#ready.reduce((count, worker) => count + worker.count.pop3, 0);
  }

  isDraining(listenerId: number): boolean {
    return [...this.#all].some(({ draining }) => draining.has(listenerId));
  }

  /** Incarnations that have answered since the last call; asks all of them for the next. */
  pulse(): string[] {
    const responsive = this.#ready.filter(({ isResponsive }) => isResponsive);
    for (const worker of this.#ready) {
      worker.isResponsive = false;
      worker.tell({ kind: "ping" });
    }
    return responsive.flatMap(({ incarnationId }) => incarnationId ?? []);
  }

  /** Lets sessions end and UPDATEs finish, within its bound; what is left after it is killed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const all = [...this.#all];
    for (const worker of all) worker.tell({ kind: "stop" });
    const gone = Promise.all(all.map((worker) => worker.gone));
    const late = new AbortController();
    await Promise.race([gone, wait(stopMs, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    for (const worker of this.#all) worker.kill();
    await gone;
    await Promise.all(this.#freeing);
  }

  get #ready(): WorkerProcess[] {
    return [...this.#all].filter(({ isReady }) => isReady);
  }

  /** A new worker, ready and obeying; null where it ended before. */
  async #spawn(pauseMs = firstPauseMs): Promise<WorkerProcess | null> {
    const worker = new WorkerProcess(this.#options.spawn);
    this.#all.add(worker);
    const incarnation = this.#options.startIncarnation(worker.pid);
    const freeing = worker.gone.then((reason) => this.#free(worker, reason, incarnation));
    this.#freeing.add(freeing);
    void freeing.then(() => {
      this.#freeing.delete(freeing);
      return this.#replace(worker, pauseMs);
    });
    worker.onMessage((message) => this.#hear(worker, message));
    try {
      worker.incarnationId = await incarnation;
    } catch (err) {
      this.#options.log.error({ event: "incarnation-failed", err }, "a worker could not be registered");
      worker.kill();
      return null;
    }
    const ready = await worker.ask(
      { kind: "start", incarnationId: worker.incarnationId },
      (answer) => (answer.kind === "ready" ? true : null),
      readyMs,
    );
    if (ready !== true) {
      worker.kill();
      return null;
    }
    worker.isReady = true;
    for (const message of this.#options.greeting()) worker.tell(message);
    for (const [binding, handle] of this.#sockets) worker.tell({ kind: "socket", binding }, handle);
    if (this.#plan !== null) await this.#apply(this.#plan, worker);
    return worker;
  }

  async #apply(plan: Plan, worker: WorkerProcess): Promise<readonly ListenFailure[]> {
    const answer = await worker.ask(
      { kind: "plan", plan },
      (message) => (message.kind === "applied" && message.number === plan.number ? message : null),
      answerMs,
    );
    if (answer === null) return [];
    if (answer === "silent") {
      this.#options.log.error({ event: "worker-silent", worker: worker.pid }, "a worker does not answer and is killed");
      worker.kill();
      await worker.gone;
      return [];
    }
    return answer.failures;
  }

  #hear(worker: WorkerProcess, message: ToPrimary): void {
    if (message.kind === "applied") {
      worker.draining.clear();
      for (const id of message.draining) worker.draining.add(id);
    } else if (message.kind === "drained") {
      worker.draining.delete(message.listenerId);
      this.#options.onDrain();
    } else if (message.kind === "guesses") {
      this.#options.onGuesses(message.news, worker);
    } else if (message.kind === "counted") {
      this.#options.onCounted(message.growth);
    } else if (message.kind === "kept-out") {
      this.#options.onKeptOut(message.counts);
    } else if (message.kind === "connections") {
      worker.count = message.count;
      this.#spread();
    }
  }

  /** Each worker learns what the others hold. */
  #spread(): void {
    const ready = this.#ready;
    if (ready.length < 2) return;
    for (const worker of ready) {
      const others = ready.filter((other) => other !== worker).map(({ count }) => count);
      worker.tell({ kind: "elsewhere", count: sum(others) });
    }
  }

  /** What a dead worker held is free when this resolves. */
  async #free(worker: WorkerProcess, reason: string, incarnation: Promise<string>): Promise<void> {
    this.#all.delete(worker);
    this.#options.onDrain();
    this.#spread();
    if (!this.#isStopping) {
      this.#options.onDeath();
      this.#options.log.error(
        { event: "worker-died", worker: worker.pid, reason },
        "a worker died; its locks are freed",
      );
    }
    const id = await incarnation.catch(() => null);
    if (id !== null) await this.#endIncarnation(id);
  }

  async #replace(dead: WorkerProcess, pauseMs: number): Promise<void> {
    const isSettled = performance.now() - dead.startedAtMs > settledMs;
    await wait(isSettled ? firstPauseMs : pauseMs);
    if (!this.#isStopping) await this.#spawn(isSettled ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs));
  }

  async #endIncarnation(id: string): Promise<void> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await this.#options.endIncarnation(id);
      } catch (err) {
        this.#options.log.error(
          { event: "incarnation-not-ended", err },
          "a dead worker's locks could not be freed yet",
        );
        if (this.#isStopping) return;
        await wait(pauseMs);
      }
    }
  }
}

function sum(counts: readonly ConnectionCount[]): ConnectionCount {
  const byAddress: Record<string, number> = {};
  let pop3 = 0;
  let lmtp = 0;
  let web = 0;
  for (const count of counts) {
    pop3 += count.pop3;
    lmtp += count.lmtp;
    web += count.web;
    for (const [address, number] of Object.entries(count.byAddress))
      byAddress[address] = (byAddress[address] ?? 0) + number;
  }
  return { pop3, lmtp, web, byAddress };
}
