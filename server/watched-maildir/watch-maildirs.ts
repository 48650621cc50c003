import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { Deliverer } from "../delivery/deliverer.ts";
import { DomainError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Counts } from "../metric/counts.ts";
import { type ProcessLock, takeProcessLock } from "../node/process-lock.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { type EnabledMaildir, readEnabledMaildirs } from "./read.ts";
import { type Haul, takeMail } from "./take-mail.ts";

export interface WatchOptions {
  readonly store: Store;
  readonly counts?: Pick<Counts, "delivered">;
  readonly log: Logger;
  /** Between two looks; a change that the system tells of is looked at sooner. */
  readonly pollMs?: number;
}

const defaultPollMs = 2_000;
/** A Maildir in trouble is not tried at every look. */
const troubledMs = 10_000;
/** How old `seenAt` may become while nothing else is to be written. */
const factMs = 30_000;

interface Known {
  errorText: string | null;
  writtenAtMs: number;
  waitUntilMs: number;
}

/** Looks after the watched Maildirs. Every worker runs one; the one that has the lock of this data directory does the work. */
export class MaildirWatch {
  readonly #options: WatchOptions;
  readonly #deliverer: Pick<Deliverer, "deliver">;
  readonly #known = new Map<number, Known>();
  readonly #watchers = new Map<string, FSWatcher>();
  #lock: ProcessLock | null = null;
  #isStopping = false;
  #isInTrouble = false;
  #wake: () => void = () => {};
  readonly #running: Promise<void>;

  constructor(options: WatchOptions) {
    this.#options = options;
    const deliverer = new Deliverer(options.store);
    this.#deliverer = {
      deliver: async (delivery) => {
        const delivered = await deliverer.deliver(delivery);
        options.counts?.delivered("maildir", delivery.message.octets);
        return delivered;
      },
    };
    this.#running = this.#run();
  }

  /** Resolves when nothing is being taken any more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#running;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#lock?.release();
  }

  async #run(): Promise<void> {
    const { pollMs = defaultPollMs, log } = this.#options;
    while (!this.#isStopping) {
      let hasMore = false;
      try {
        hasMore = await this.#look();
        this.#isInTrouble = false;
      } catch (err) {
        if (!this.#isInTrouble) log.error({ event: "maildirs-failed", err }, "watched Maildirs are left for now");
        this.#isInTrouble = true;
      }
      if (!this.#isStopping && !hasMore) await this.#rest(pollMs);
    }
  }

  /** True where it should look again at once. */
  async #look(): Promise<boolean> {
    const { store } = this.#options;
    const maildirs = await readEnabledMaildirs(store);
    this.#listen(maildirs.map(({ path }) => join(path, "new")));
    if (maildirs.length === 0 || !this.#isOurs()) return false;
    const { maxMessageOctets } = await readSettings(store);
    let hasMore = false;
    for (const maildir of maildirs) {
      if (this.#isStopping) break;
      if ((this.#known.get(maildir.id)?.waitUntilMs ?? 0) > this.#nowMs()) continue;
      const haul = await this.#take(maildir, maxMessageOctets);
      hasMore ||= haul.hasMore;
      await this.#record(maildir, haul);
    }
    return hasMore;
  }

  async #take(maildir: EnabledMaildir, maxOctets: number): Promise<Haul> {
    try {
      return await takeMail(this.#options.store, this.#deliverer, maildir, maxOctets);
    } catch (error) {
      return { takenCount: 0, problems: [this.#sentenceFor(error, maildir)], hasMore: false };
    }
  }

  #sentenceFor(error: unknown, { path }: EnabledMaildir): string {
    if (error instanceof DomainError) return error.message;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") {
      return `${path}: its new and cur may not be changed by the system user that runs Popdesk.`;
    }
    if (code === undefined)
      this.#options.log.error({ event: "maildir-failed", path, err: error }, "a bug: please report it");
    return `${path}: ${(error as Error).message}.`;
  }

  /** Facts, written when they change, and now and then to say that somebody looks. */
  async #record({ id, path, address }: EnabledMaildir, { takenCount, problems }: Haul): Promise<void> {
    const { store, log } = this.#options;
    const errorText = problems.length === 0 ? null : problems.join(" ");
    const known = this.#known.get(id);
    const nowMs = this.#nowMs();
    const isNews = known === undefined || known.errorText !== errorText || takenCount > 0;
    if (takenCount > 0) log.info({ event: "maildir-taken", path, account: address, count: takenCount }, "mail taken");
    if (isNews && errorText !== null) log.warn({ event: "maildir-trouble", path, account: address }, errorText);
    const isDue = isNews || nowMs - known.writtenAtMs >= factMs;
    this.#known.set(id, {
      errorText,
      writtenAtMs: isDue ? nowMs : known.writtenAtMs,
      waitUntilMs: errorText === null ? 0 : nowMs + (takenCount > 0 ? 0 : troubledMs),
    });
    if (!isDue) return;
    const seenAt = store.clock.now();
    const data = { seenAt, errorText, takenCount: { increment: takenCount } };
    await store.relaxed.watchedMaildir.updateMany({ where: { id }, data });
  }

  #isOurs(): boolean {
    if (this.#lock !== null) return true;
    const taken = takeProcessLock(this.#options.store.environment.dataDirectory, "maildirs");
    if ("lock" in taken) this.#lock = taken.lock;
    return this.#lock !== null;
  }

  /** A hint alone: what the system does not tell of is found at the next look. */
  #listen(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, () => this.#wake());
        watcher.on("error", () => {
          watcher.close();
          this.#watchers.delete(folder);
        });
        this.#watchers.set(folder, watcher);
      } catch {
        // Not there, or not ours to read: the look says so.
      }
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #nowMs(): number {
    return this.#options.store.clock.monotonicMs();
  }
}
