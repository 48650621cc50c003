import { randomUUID } from "node:crypto";
import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { logger } from "../log.ts";
import type { Store } from "../store.ts";
import { silenceMs } from "./schema.ts";

const log = logger("task");
const beatMs = 1000;
const mostAttempts = 5;

/** What the work of a task is given. */
export interface TaskRun {
  readonly id: number;
  /** As it was asked for; the work reads it by its own schema. */
  readonly input: unknown;
  /** Who asked, for the audit. */
  readonly actor: Actor;
  /** What an earlier run left. */
  readonly result: unknown;
  readonly attemptCount: number;
  /** Somebody wishes it cancelled, or the process ends: the work stops at the next good moment, what is done stays. */
  readonly signal: AbortSignal;
  /** How far it is. Written with the next beat; costs nothing. */
  progress(doneCount: number, totalCount?: number): void;
}

/** Does the task from where it stands, and gives what came of it (JSON). A DomainError's sentence is shown; what is done stays done. */
export type TaskWork = (store: Store, run: TaskRun) => Promise<unknown>;

/**
 * Claims a task and does it. False: somebody else has it, or it is over. A claim is a random name in its row that is renewed once a
 * second; who is silent for long has lost it. `signal`: this process ends; the task waits for the next.
 */
export async function runTask(store: Store, id: number, work: TaskWork, signal?: AbortSignal): Promise<boolean> {
  const runner = randomUUID();
  const row = await claim(store, id, runner);
  if (row === null) return false;
  const stopping = new AbortController();
  const stop = () => stopping.abort("stopping");
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  let { doneCount, totalCount } = row;
  const mine = { id, runner, state: "running" };
  const beat = async () => {
    const data = { seenAt: store.clock.now(), doneCount, totalCount };
    const { count } = await store.relaxed.task.updateMany({ where: mine, data });
    if (count === 0) return stopping.abort("lost");
    const wish = await store.relaxed.task.findUnique({ where: { id }, select: { cancelWishedAt: true } });
    if (wish?.cancelWishedAt) stopping.abort("cancelled");
  };
  let isTold = false;
  const beatQuietly = async () => {
    try {
      await beat();
      isTold = false;
    } catch (err) {
      // Silent for long, the task is somebody else's; the next beat finds that out.
      if (!isTold) log.warn({ event: "task-beat-failed", task: id, err }, "a task could not say that it is going on");
      isTold = true;
    }
  };
  const timer = setInterval(() => void beatQuietly(), beatMs);
  const end = (data: { state: string; result?: string; errorText?: string }) =>
    store.db.task.updateMany({
      where: mine,
      data: { ...data, doneCount, totalCount, endedAt: store.clock.now(), runner: null },
    });
  try {
    const result = await work(store, {
      id,
      input: JSON.parse(row.input),
      actor: { kind: row.actorKind as Actor["kind"], name: row.actorName, remoteAddress: row.remoteAddress },
      result: row.result === null ? null : JSON.parse(row.result),
      attemptCount: row.attemptCount,
      signal: stopping.signal,
      progress(done, total) {
        doneCount = done;
        totalCount = total ?? totalCount;
      },
    });
    const isStopped = stopping.signal.aborted && stopping.signal.reason === "stopping";
    if (isStopped) {
      await store.db.task.updateMany({ where: mine, data: { state: "waiting", runner: null, doneCount, totalCount } });
    } else {
      const state = stopping.signal.aborted ? "cancelled" : "done";
      await end({ state, result: JSON.stringify(result ?? null) });
    }
  } catch (error) {
    if (!(error instanceof DomainError)) log.error({ event: "task-failed", task: id, err: error }, "a task failed");
    const errorText =
      error instanceof DomainError ? error.message : "Something went wrong on our side; the log says more.";
    await end({ state: "failed", errorText });
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", stop);
  }
  return true;
}

/** Waiting, or running by somebody who is silent for long. One that has taken its process down again and again is given up. */
async function claim(store: Store, id: number, runner: string) {
  const now = store.clock.now();
  const open = openTasks(now);
  const given = await store.db.task.updateMany({
    where: { id, ...open, attemptCount: { gte: mostAttempts } },
    data: {
      state: "failed",
      runner: null,
      endedAt: now,
      errorText: `It was begun ${mostAttempts} times, and each time the process that ran it went away.`,
    },
  });
  if (given.count > 0) return null;
  const { count } = await store.db.task.updateMany({
    where: { id, ...open },
    data: { state: "running", runner, seenAt: now, startedAt: now, attemptCount: { increment: 1 } },
  });
  return count === 0 ? null : store.db.task.findUnique({ where: { id } });
}

export function openTasks(now: Date) {
  const silent = new Date(now.getTime() - silenceMs);
  return { OR: [{ state: "waiting" }, { state: "running", seenAt: { lt: silent } }] };
}
