import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "#server/log.ts";
import type { Counts } from "#server/metric/counts.ts";
import type { RetentionSummary } from "#server/retention/session-retention.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { TracedNames } from "#server/session-trace/traced-names.ts";
import { writeTraces } from "#server/session-trace/write-traces.ts";
import type { Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type { LmtpBackend } from "../../lmtp/backend.ts";
import type { Plan, ToPrimary, ToWorker } from "../channel.ts";
import { Admission } from "./admission.ts";
import type { Pop3Connection } from "./connection.ts";
import { CountOutbox } from "./count-outbox.ts";
import { Deadlines } from "./deadlines.ts";
import { Listeners } from "./listeners.ts";
import { OpenFiles } from "./open-files.ts";
import type { WorkerProtection } from "./protection.ts";
import type { RecordedBackend } from "./recorded-backend.ts";
import { Repeated } from "./repeated.ts";
import { LmtpServing } from "./serve-lmtp.ts";
import { isSession, Pop3Serving } from "./serve-pop3.ts";
import { WebServing } from "./serve-web.ts";
import { Served } from "./served.ts";
import { tracedSession } from "./traced-session.ts";
import { sessionRecord } from "./session-record.ts";
import { SessionRows } from "./session-rows.ts";

/** How long sessions have to end; an UPDATE under way is not interrupted before. */
const stopMs = 1_700;
/** How long closed sockets may take to be gone, twice, and last records to be written. */
const emptyMs = 250;
const recordMs = 600;
/** Between two messages about how many connections there are. */
const countMs = 200;

export interface WorkOptions {
  readonly store: Store;
  readonly pop3: RecordedBackend & { close(): Promise<void> };
  readonly lmtp: LmtpBackend;
  readonly protection: WorkerProtection;
  readonly counts: Counts;
  readonly log: Logger;
  readonly tell: (message: ToPrimary) => void;
}

/** What one worker does with what the primary says. */
export class Work {
  readonly #options: WorkOptions;
  readonly #served: Served;
  readonly #rows: SessionRows<Pop3Connection>;
  readonly #traces: SessionRows<Pop3Connection>;
  readonly #admission: Admission;
  readonly #listeners: Listeners;
  readonly #refusals: Repeated;
  readonly #counted: CountOutbox;
  #counting: NodeJS.Timeout | null = null;

  constructor(start: Extract<ToWorker, { kind: "start" }>, options: WorkOptions) {
    const { store, pop3, lmtp, counts, log, tell } = options;
    const { incarnationId } = start;
    const { clock } = store;
    const served = new Served(clock, log);
    const rows = new SessionRows<Pop3Connection>({
      what: "sessions",
      write: (connections) =>
        writeSessions(
          store,
          connections.map((each) => sessionRecord(each, incarnationId)),
        ),
      log,
    });
    const names = new TracedNames(store);
    const traces = new SessionRows<Pop3Connection>({
      what: "traces",
      write: (connections) => writeTraces(store, connections.flatMap(tracedSession), names),
      log,
    });
    const deadlines = new Deadlines(clock);
    this.#options = options;
    this.#served = served;
    this.#rows = rows;
    this.#traces = traces;
    this.#refusals = new Repeated(log, clock);
    this.#counted = new CountOutbox(counts, (growth) => tell({ kind: "counted", growth }));
    const limits = () => served.limits;
    this.#admission = new Admission(limits, () => this.#countSoon());
    this.#listeners = new Listeners({
      serving: {
        pop3: (listener) =>
          new Pop3Serving(listener, { store, backend: pop3, served, deadlines, rows, traces, counts, log }),
        lmtp: (listener) => new LmtpServing(listener, { store, backend: lmtp, served, counts, log }),
        web: (listener) => new WebServing(listener, { store, served, deadlines, log }),
      },
      admission: this.#admission,
      files: new OpenFiles(),
      deadlines,
      limits,
      clock,
      refusals: this.#refusals,
      protection: options.protection,
      onDrained: (listenerId) => tell({ kind: "drained", listenerId }),
    });
  }

  /** As the newest plan has them. */
  get settings(): Settings {
    return this.#served.settings;
  }

  get retention(): RetentionSummary {
    return this.#served.retention;
  }

  /** Obeys one message; the next is handed over when this resolves. */
  async obey(message: ToWorker, handle: unknown): Promise<void> {
    switch (message.kind) {
      case "socket":
        return this.#listeners.receive(message.binding, handle);
      case "plan":
        return this.#obeyPlan(message.plan);
      case "elsewhere":
        return this.#admission.countElsewhere(message.count);
      case "lists":
      case "suspicions":
      case "guesses":
        return this.#options.protection.obey(message);
      case "kick":
        // Waits for an UPDATE under way; nothing else should wait with it.
        return void this.#kick(message);
      case "ping":
        return this.#options.tell({ kind: "pong" });
    }
  }

  /** Accepts nothing more, ends every session, records them. Resolves within its bound. */
  async stop(): Promise<void> {
    await Promise.race([this.#listeners.stop(), wait(stopMs)]);
    await Promise.race([this.#emptied(), wait(emptyMs)]);
    this.#listeners.cut();
    await Promise.race([this.#emptied(), wait(emptyMs)]);
    this.#refusals.tellDue(true);
    this.#counted.close();
    const records = [this.#rows.flush(true), this.#traces.flush(true), this.#options.pop3.close()];
    await Promise.race([Promise.all(records), wait(recordMs)]);
  }

  async #obeyPlan(plan: Plan): Promise<void> {
    this.#served.obey(plan);
    const result = await this.#listeners.obey(plan);
    this.#options.tell({ kind: "applied", number: plan.number, ...result });
  }

  async #kick({ number, whom, by }: Extract<ToWorker, { kind: "kick" }>): Promise<void> {
    const kickedCount = await this.#listeners.end("kicked", (live) => isSession(live, whom), by);
    this.#options.tell({ kind: "kicked", number, kickedCount });
  }

  #countSoon(): void {
    this.#counting ??= setTimeout(() => {
      this.#counting = null;
      this.#options.tell({ kind: "connections", count: this.#admission.counted });
    }, countMs);
  }

  async #emptied(): Promise<void> {
    while (this.#admission.isBusy) await wait(10);
  }
}
