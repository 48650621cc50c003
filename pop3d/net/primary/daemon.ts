import { setTimeout as wait } from "node:timers/promises";
import { readControl } from "#server/control/read-control.ts";
import type { Logger } from "#server/log.ts";
import { heartbeat } from "#server/node/heartbeat.ts";
import { endIncarnation, startIncarnation } from "#server/node/incarnation.ts";
import { stopNode } from "#server/node/start-node.ts";
import type { Store } from "#server/store.ts";
import { rotateTicketKeys } from "#server/ticket-key/rotate-ticket-keys.ts";
import { startChores } from "./chores.ts";
import { PrimaryListeners } from "./listeners.ts";
import { PrimaryMetrics } from "./metrics.ts";
import { PrimaryProtection } from "./protection.ts";
import { answerRequests } from "./requests.ts";
import { ServedProbe } from "./served-probe.ts";
import type { WorkerSpawn } from "./worker-process.ts";
import { Workers } from "./workers.ts";

/** How often the one row is looked at that tells of new wishes. */
const lookMs = 200;
const beatMs = 1_000;
const retryMs = 1_000;
/** A stop does not wait longer for the plan that is being obeyed. */
const patienceMs = 500;

export interface DaemonOptions {
  readonly store: Store;
  readonly nodeId: string;
  readonly spawn: WorkerSpawn;
  readonly log: Logger;
}

/** The primary: it reads wishes, lets the workers obey them, and writes the facts. */
export class Daemon {
  readonly #store: Store;
  readonly #nodeId: string;
  readonly #log: Logger;
  readonly #workers: Workers;
  readonly #listeners: PrimaryListeners;
  readonly #protection: PrimaryProtection;
  readonly #probe: ServedProbe;
  readonly #metrics: PrimaryMetrics;
  #observedGeneration = 0;
  #observedRequest = 0;
  #isReportDue = false;
  #isBeatMissed = false;
  #isStopping = false;
  #looking: Promise<void> | null = null;
  #answering: Promise<void> | null = null;
  #beating: NodeJS.Timeout | null = null;
  #stopChores: () => void = () => {};

  constructor({ store, nodeId, spawn, log }: DaemonOptions) {
    this.#store = store;
    this.#nodeId = nodeId;
    this.#log = log;
    this.#workers = new Workers({
      count: store.environment.workers,
      spawn,
      startIncarnation: (pid) => startIncarnation(store, { nodeId, pid }),
      endIncarnation: (id) => endIncarnation(store, id),
      onDrain: () => {
        this.#isReportDue = true;
      },
      greeting: () => this.#protection.greeting(),
      onGuesses: (news, worker) => this.#protection.hear(news, worker),
      onCounted: (growth) => this.#metrics.hear(growth),
      onDeath: () => this.#metrics.workerDied(),
      onKeptOut: (counts) => this.#protection.hearKeptOut(counts),
      log,
    });
    this.#listeners = new PrimaryListeners(store, nodeId, this.#workers, log);
    this.#protection = new PrimaryProtection({
      store,
      settings: () => this.#listeners.settings,
      log,
      tell: (message, except) => this.#workers.tell(message, except),
    });
    this.#metrics = new PrimaryMetrics({
      store,
      nodeId,
      isOn: () => this.#listeners.settings.recordsMetrics,
      sessionCount: () => this.#workers.sessionCount,
      log,
    });
    this.#probe = new ServedProbe(store, nodeId, log);
  }

  /** Resolves when every worker serves what the wishes ask for, as far as it could be bound. */
  async start(): Promise<void> {
    await this.#protection.start();
    await Promise.all([this.#workers.start(), rotateTicketKeys(this.#store)]);
    await this.#look();
    this.#beating = setInterval(() => void this.#beat(), beatMs);
    this.#stopChores = startChores(this.#store, this.#log);
    this.#probe.start();
    this.#metrics.start();
    this.#looking = this.#keepLooking();
  }

  get summary() {
    return this.#listeners.summary();
  }

  /** Stops accepting, lets UPDATEs finish, ends the rest, and says so in the facts. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#stopChores();
    this.#probe.stop();
    if (this.#beating) clearInterval(this.#beating);
    await Promise.race([this.#looking, wait(patienceMs)]);
    this.#listeners.closeAll();
    await this.#workers.stop();
    await Promise.all([this.#protection.stop(), this.#metrics.stop()]);
    await this.#listeners.report(this.#observedGeneration);
    await stopNode(this.#store, this.#nodeId);
  }

  async #keepLooking(): Promise<void> {
    let isInTrouble = false;
    while (!this.#isStopping) {
      await wait(lookMs);
      try {
        await this.#look();
        if (isInTrouble) this.#log.info({ event: "database-back" }, "the database answers again");
        isInTrouble = false;
      } catch (err) {
        if (!isInTrouble) this.#log.error({ event: "look-failed", err }, "wishes cannot be read or facts not written");
        isInTrouble = true;
      }
    }
  }

  async #look(): Promise<void> {
    if (this.#isStopping) return;
    const { generation, requestNumber, protectionNumber } = await readControl(this.#store.db);
    if (generation !== this.#observedGeneration || this.#listeners.isRetryDue) {
      await this.#listeners.obey(generation);
      this.#observedGeneration = generation;
      await this.#beat();
      this.#probe.shows(this.#listeners.shownMark);
    } else if (this.#isReportDue) {
      this.#isReportDue = false;
      await this.#listeners.report(generation);
    }
    await this.#protection.look(protectionNumber);
    if (requestNumber !== this.#observedRequest) this.#answering ??= this.#answer(requestNumber);
  }

  /** Beside the looking: a kick that waits for an UPDATE must not delay a listener's wish. */
  async #answer(requestNumber: number): Promise<void> {
    try {
      await answerRequests(this.#store, this.#workers, this.#listeners, this.#probe, this.#nodeId);
      this.#observedRequest = requestNumber;
    } catch (err) {
      this.#log.error({ event: "requests-failed", err }, "requests could not be answered; they are tried again");
      await wait(retryMs, undefined, { ref: false });
    } finally {
      this.#answering = null;
    }
  }

  async #beat(): Promise<void> {
    try {
      await heartbeat(this.#store, {
        nodeId: this.#nodeId,
        incarnationIds: this.#workers.pulse(),
        observedGeneration: this.#observedGeneration,
        observedRequest: this.#observedRequest,
      });
      this.#isBeatMissed = false;
    } catch (err) {
      // Once, not every second: the disk that is full may be the log's.
      if (!this.#isBeatMissed) this.#log.error({ event: "heartbeat-failed", err }, "the heartbeat cannot be written");
      this.#isBeatMissed = true;
    }
  }
}
