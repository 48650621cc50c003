import { readControl } from "#server/control/read-control.ts";
import { engineOf } from "#server/database/url.ts";
import type { Logger } from "#server/log.ts";
import { AddressLists, type ListedNetwork } from "#server/protection/address-lists.ts";
import { blockGuesser } from "#server/protection/block-guesser.ts";
import { countKeptOut } from "#server/protection/count-kept-out.ts";
import { GuessLedger, type Guesses } from "#server/protection/guess-ledger.ts";
import { guessPolicyOf } from "#server/protection/guess-policy.ts";
import { readListChanges } from "#server/protection/read-lists.ts";
import { readThrottles } from "#server/protection/read-throttles.ts";
import { RefusalCounts, type RefusalSum } from "#server/protection/refusal-counts.ts";
import { ThrottleRows } from "#server/protection/throttle-rows.ts";
import type { Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type { GuessNews, ToWorker } from "../channel.ts";

const tickMs = 1_000;
/** What a row says is told no longer after. */
const dayMs = 24 * 60 * 60 * 1000;
/** In one message, some milliseconds of work: a worker has other things to do. */
const networksAtOnce = 250;
/** Weight of the same wrong password again, and less, blocks nobody. */
const leastWeight = 0.5;

export interface PrimaryProtectionOptions {
  readonly store: Store;
  readonly settings: () => Settings;
  readonly log: Logger;
  /** To every worker but one. */
  readonly tell: (message: ToWorker, except?: object) => void;
}

/**
 * Keeps all workers at one mind about guessers, blocks those who go on, and writes it down, so that it outlives a restart and other
 * nodes learn of it. Lists are an administrator's wishes, read when their number has moved.
 */
export class PrimaryProtection {
  readonly #options: PrimaryProtectionOptions;
  readonly #lists: AddressLists;
  readonly #ledger: GuessLedger;
  readonly #counts = new RefusalCounts();
  readonly #rows: ThrottleRows;
  readonly #networks = new Map<string, ListedNetwork>();
  readonly #keptOut = new Map<number, number>();
  readonly #blocking = new Set<string>();
  #number: number | null = null;
  #readUntil: Date;
  #timer: NodeJS.Timeout | null = null;
  #ticking: Promise<void> | null = null;
  #isInTrouble = false;

  constructor(options: PrimaryProtectionOptions) {
    const { store, settings } = options;
    this.#options = options;
    this.#lists = new AddressLists(() => this.#now);
    this.#ledger = new GuessLedger(() => guessPolicyOf(settings()), { tracksChanges: true });
    this.#rows = new ThrottleRows(store, this.#ledger);
    this.#readUntil = new Date(store.clock.now().getTime() - dayMs);
  }

  /** Before the workers: what held before the restart holds from the first connection on. */
  async start(): Promise<void> {
    await this.look((await readControl(this.#options.store.db)).protectionNumber);
    await this.#readRows();
    this.#timer = setInterval(() => void this.#tick(), tickMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#ticking;
    await this.#tick();
  }

  /** What a worker must know that joins. */
  *greeting(): Iterable<ToWorker> {
    yield* listMessages([...this.#networks.values()]);
    yield { kind: "suspicions", suspicions: [...this.#ledger.all()] };
  }

  /** Takes in what changed on the lists up to this number. */
  async look(protectionNumber: number): Promise<void> {
    if (protectionNumber === this.#number) return;
    const { networks, forgiven } = await readListChanges(this.#options.store, this.#number);
    this.#number = protectionNumber;
    this.#lists.take(networks);
    for (const listed of networks) {
      const key = `${listed.kind === "block" ? "block" : "rule"} ${listed.network}`;
      if (listed.isOver) this.#networks.delete(key);
      else this.#networks.set(key, listed);
      if (listed.kind === "block" && listed.isOver) this.#counts.forget(listed.network);
    }
    for (const message of listMessages(networks)) this.#options.tell(message);
    if (forgiven.length === 0) return;
    this.#forgive(forgiven);
    this.#options.tell({ kind: "guesses", news: { forgiven, guessed: [] } });
  }

  /** A worker has counted guesses; the others count them too. */
  hear(news: GuessNews, worker: object): void {
    this.#options.tell({ kind: "guesses", news }, worker);
    this.#forgive(news.forgiven);
    for (const guesses of news.guessed) {
      this.#ledger.count(guesses);
      this.#considerBlock(guesses);
    }
  }

  hearKeptOut(counts: readonly (readonly [number, number])[]): void {
    for (const [id, count] of counts) this.#keptOut.set(id, (this.#keptOut.get(id) ?? 0) + count);
  }

  get #now(): number {
    return this.#options.store.clock.now().getTime();
  }

  #forgive(pairs: GuessNews["forgiven"]): void {
    for (const [network, address] of pairs) this.#ledger.forgive(network, address, this.#now);
  }

  #considerBlock({ network, address, weight, heldBack, isKnown }: Guesses): void {
    const settings = this.#options.settings();
    if (!settings.blocksGuessers || isKnown) return;
    const refused = (weight >= leastWeight ? Math.ceil(weight) : 0) + heldBack;
    if (refused === 0) return;
    const sum = this.#counts.add(network, address, refused, settings.blockWithinMinutes * 60_000, this.#now);
    if (sum.refused >= settings.blockAfterRefusals) void this.#block(network, sum);
  }

  async #block(network: string, sum: RefusalSum): Promise<void> {
    if (this.#blocking.has(network)) return;
    this.#blocking.add(network);
    const { store, settings, log } = this.#options;
    try {
      const made = await blockGuesser(store, network, sum, settings());
      // Where none was made it is counted anew before the next try.
      this.#counts.forget(network);
      if (made === null) return;
      log.warn({ event: "network-blocked", network, ...sum, ...made }, "a network is kept out for its guesses");
    } catch (err) {
      log.error({ event: "block-failed", network, err }, "a network could not be blocked");
    } finally {
      this.#blocking.delete(network);
    }
  }

  /** Writes what has changed, reads what other nodes wrote. */
  async #tick(): Promise<void> {
    this.#ticking ??= this.#write().finally(() => {
      this.#ticking = null;
    });
    await this.#ticking;
  }

  async #write(): Promise<void> {
    const { store, log } = this.#options;
    try {
      this.#ledger.sweep(this.#now);
      await this.#rows.write();
      const keptOut = [...this.#keptOut];
      this.#keptOut.clear();
      await countKeptOut(store, keptOut);
      if (engineOf(store.environment.databaseUrl) === "postgresql") await this.#readRows();
      this.#isInTrouble = false;
    } catch (err) {
      if (!this.#isInTrouble) log.error({ event: "throttles-not-written", err }, "throttles could not be written");
      this.#isInTrouble = true;
    }
  }

  async #readRows(): Promise<void> {
    const until = new Date(this.#now - 2 * tickMs);
    const rows = await readThrottles(this.#options.store, this.#readUntil);
    this.#readUntil = until;
    for (const row of rows) this.#rows.know(row);
    const news = rows.filter((row) => this.#ledger.merge(row));
    if (news.length > 0) this.#options.tell({ kind: "suspicions", suspicions: news });
  }
}

function* listMessages(networks: readonly ListedNetwork[]): Iterable<ToWorker> {
  for (let from = 0; from < networks.length; from += networksAtOnce) {
    yield { kind: "lists", networks: networks.slice(from, from + networksAtOnce) };
  }
}
