import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "#server/log.ts";
import type { Growth } from "#server/metric/counts.ts";
import { readLevels } from "#server/metric/read-levels.ts";
import { countedKeys, levelKey } from "#server/metric/series.ts";
import { writeCounts } from "#server/metric/write-counts.ts";
import type { Store } from "#server/store.ts";

const tickMs = 1_000;
const minuteMs = 60_000;
/** A stop does not wait longer for the last writing. */
const patienceMs = 300;

export interface PrimaryMetricsOptions {
  readonly store: Store;
  readonly nodeId: string;
  readonly isOn: () => boolean;
  /** POP3 connections of all workers. */
  readonly sessionCount: () => number;
  readonly log: Logger;
}

/**
 * Adds up what the workers count and writes it behind: within a second or so where something happened, once a minute where nothing did. A
 * kill -9 takes no more than that.
 */
export class PrimaryMetrics {
  readonly #options: PrimaryMetricsOptions;
  /** Since the last tick. */
  #heard = new Map<string, number>();
  /** Not written yet, of the minute under way; after trouble with the database, of those before as well. */
  #pending = new Map<string, number>();
  #minuteMs = 0;
  #heardAtMs: number;
  /** Levels are looked at once a minute. */
  #levelsOfMs = 0;
  #mostSessions = 0;
  #isInTrouble = false;
  #timer: NodeJS.Timeout | null = null;
  #ticking: Promise<void> | null = null;

  constructor(options: PrimaryMetricsOptions) {
    this.#options = options;
    this.#heardAtMs = options.store.clock.monotonicMs();
  }

  start(): void {
    this.#heardAtMs = this.#options.store.clock.monotonicMs();
    this.#timer = setInterval(() => void this.tick(), tickMs);
  }

  /** A worker has counted. */
  hear(growth: Growth): void {
    for (let at = 0; at < growth.length; at += 2) {
      const key = countedKeys[growth[at] as number];
      if (key !== undefined) add(this.#heard, key, growth[at + 1] as number);
    }
  }

  workerDied(): void {
    add(this.#heard, "worker_deaths_total", 1);
  }

  /** After the workers, whose last counts are heard by now. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await Promise.race([this.tick(true), wait(patienceMs, undefined, { ref: false })]);
  }

  /** Never two at a time. */
  async tick(isLast = false): Promise<void> {
    if (isLast) await this.#ticking;
    this.#ticking ??= this.#tick(isLast).finally(() => {
      this.#ticking = null;
    });
    await this.#ticking;
  }

  async #tick(isLast: boolean): Promise<void> {
    const { store, isOn, log } = this.#options;
    const { clock } = store;
    const elapsedMs = clock.monotonicMs() - this.#heardAtMs;
    this.#heardAtMs += elapsedMs;
    const heard = this.#heard;
    this.#heard = new Map();
    if (!isOn()) return void this.#pending.clear();
    // The middle of what has passed since the last tick: it lies in the minute in which most of it happened.
    const minute = Math.floor((clock.now().getTime() - elapsedMs / 2) / minuteMs) * minuteMs;
    try {
      if (minute !== this.#minuteMs) await this.#write(this.#minuteMs);
    } catch (err) {
      this.#troubled(err);
    }
    // Where it could not be written, the minute before is counted with this one.
    this.#minuteMs = minute;
    for (const [key, by] of heard) add(this.#pending, key, by);
    add(this.#pending, "counted_seconds_total", elapsedMs / 1000);
    try {
      const hasNewLevels = await this.#look(minute);
      if (heard.size > 0 || hasNewLevels || this.#isInTrouble || isLast) await this.#write(minute);
      if (this.#isInTrouble) log.info({ event: "metrics-written" }, "metrics are written again");
      this.#isInTrouble = false;
    } catch (err) {
      this.#troubled(err);
    }
  }

  #troubled(err: unknown): void {
    const { log } = this.#options;
    if (!this.#isInTrouble)
      log.error({ event: "metrics-not-written", err }, "metrics are kept until they can be written");
    this.#isInTrouble = true;
  }

  /** What stands high or low rather than grows. True where it is worth writing down. */
  async #look(minute: number): Promise<boolean> {
    const { store, sessionCount } = this.#options;
    const sessions = levelKey("sessions");
    const isNewMinute = this.#levelsOfMs !== minute;
    const highest = isNewMinute ? -1 : this.#mostSessions;
    this.#mostSessions = Math.max(highest, sessionCount());
    this.#pending.set(sessions, this.#mostSessions);
    if (!isNewMinute) return this.#mostSessions > highest;
    for (const [key, value] of await readLevels(store)) this.#pending.set(key, value);
    this.#levelsOfMs = minute;
    return true;
  }

  async #write(minute: number): Promise<void> {
    if (this.#pending.size === 0) return;
    const { store, nodeId } = this.#options;
    const writing = this.#pending;
    this.#pending = new Map();
    try {
      await writeCounts(store, nodeId, minute, writing);
    } catch (error) {
      this.#pending = writing;
      throw error;
    }
  }
}

function add(to: Map<string, number>, key: string, by: number): void {
  to.set(key, (to.get(key) ?? 0) + by);
}
