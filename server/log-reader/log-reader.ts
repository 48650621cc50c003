import { setTimeout as wait } from "node:timers/promises";
import { databaseTrouble } from "../database/database-trouble.ts";
import { DomainError } from "../errors.ts";
import { logger } from "../log.ts";
import { oldestKeptMs, purgeEntries } from "../log-entry/purge-entries.ts";
import { readWanted } from "../log-source/read.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { type FollowedSource, SourceFollower } from "./source-follower.ts";

const log = logger("log-reader");

export interface LogReaderOptions {
  /** A look at least so often; sooner where something moves in a folder. */
  readonly lookMs?: number;
  /** Between two looks at least. */
  readonly restMs?: number;
  readonly purgeMs?: number;
}

interface Following {
  readonly source: FollowedSource;
  readonly follower: SourceFollower;
  /** Goes on until the source is followed no longer. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** Reads the logs of all sources that are switched on, each in its own time, and forgets lines that are too old or too many. */
export class LogReader {
  readonly #following = new Map<number, Following>();
  readonly #stopping = new AbortController();
  #done: Promise<void> | null = null;
  #oldestMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: Store,
    private readonly nodeId: string,
    private readonly options: LogReaderOptions = {},
  ) {}

  start(): void {
    this.#done ??= Promise.all([this.#followSources(), this.#purge()]).then(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await Promise.all([...this.#following.values()].map((each) => each.stop()));
    this.#following.clear();
  }

  async #followSources(): Promise<void> {
    const { lookMs = 1_000 } = this.options;
    await this.#repeat(lookMs, async () => {
      this.#oldestMs = oldestKeptMs(this.store, await readSettings(this.store));
      const wanted = await readWanted(this.store);
      for (const [id, { source, stop }] of this.#following) {
        const same = wanted.find((each) => each.id === id && each.path === source.path && each.zone === source.zone);
        if (same !== undefined) continue;
        await stop();
        this.#following.delete(id);
      }
      for (const source of wanted) {
        if (!this.#following.has(source.id)) this.#following.set(source.id, this.#follow(source));
      }
    });
  }

  #follow(source: FollowedSource): Following {
    const { lookMs = 1_000, restMs = 200 } = this.options;
    const stopping = new AbortController();
    let wake = () => {};
    const follower = new SourceFollower(this.store, source, this.nodeId, {
      onChange: () => wake(),
      oldestMs: () => this.#oldestMs,
    });
    const go = async () => {
      while (!stopping.signal.aborted) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await this.#guarded(() => follower.look());
        await wait(restMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        const timeout = new AbortController();
        const pause = wait(lookMs, undefined, { signal: timeout.signal }).catch(() => undefined);
        stopping.signal.addEventListener("abort", wake, { once: true });
        await Promise.race([changed, pause]);
        stopping.signal.removeEventListener("abort", wake);
        timeout.abort();
      }
    };
    const done = go();
    const stop = async () => {
      stopping.abort();
      await follower.stop(done);
    };
    return { source, follower, done, stop };
  }

  async #purge(): Promise<void> {
    await this.#repeat(this.options.purgeMs ?? 60_000, async () => {
      await purgeEntries(this.store, this.#stopping.signal);
    });
  }

  async #repeat(pauseMs: number, work: () => Promise<void>): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#guarded(work);
      await wait(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  /** A database that is away or full passes; anything else ends this process, which is started again. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const trouble = databaseTrouble(error);
      if (!(trouble instanceof DomainError)) throw error;
      log.warn({ event: "logs-not-read", err: trouble }, "mail logs are read on as soon as that is over");
    }
  }
}
