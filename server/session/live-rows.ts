import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { Store } from "../store.ts";
import { type LiveRowRead, liveRowsFrom } from "./live-row-statements.ts";
import type { LiveNews, LiveRow } from "./schema.ts";

/** Read with a turn of the event loop between. */
const rowsAtOnce = 1_000;
/** From the beginning of one look to that of the next, at least. */
const leastPauseMs = 250;
/** How many that have gone are remembered, for pages that ask what is new since their last time. */
const mostGone = 20_000;

interface Known {
  readonly row: LiveRow;
  /** At which look it was last another. */
  readonly changedAt: number;
}

/**
 * Sessions that are live, as this process last saw them, and what has changed since an earlier look: thousands of rows are read once for all
 * pages that show them, and only news travels.
 */
export class LiveRows {
  readonly #store: Store;
  #known: ReadonlyMap<string, Known> = new Map();
  readonly #gone = new Map<string, number>();
  /** Looks so far; news from before `#oldest` is forgotten. Begins where no page of an earlier process has been. */
  #look: number;
  #oldest: number;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> = Promise.resolve();
  /** The look that has not begun yet, for all who ask before it does. */
  #nextLook: Promise<void> | null = null;

  constructor(store: Store) {
    this.#store = store;
    this.#look = store.clock.now().getTime();
    this.#oldest = this.#look + 1;
  }

  /** All of them, newest first, as they were a moment ago: for a page that asks for news as soon as it stands. */
  async all(): Promise<LiveRow[]> {
    if (this.#store.clock.monotonicMs() - this.#lookedAtMs >= leastPauseMs) await this.#lookAgain();
    return [...this.#known.values()].map(({ row }) => row).reverse();
  }

  /**
   * What is new since look `since`; everything where that is not known any more. Found by a look that began after the question: who
   * asks because something moved would else be told that nothing did, and not ask again.
   */
  async since(since: number | null): Promise<LiveNews> {
    await this.#lookAgain();
    const isWhole = since === null || since < this.#oldest || since > this.#look;
    const changed = [...this.#known.values()].filter(({ changedAt }) => isWhole || changedAt > since);
    const gone = isWhole ? [] : [...this.#gone].filter(([, at]) => at > since).map(([id]) => id);
    return { look: this.#look, isWhole, rows: changed.map(({ row }) => row), gone };
  }

  #lookAgain(): Promise<void> {
    this.#nextLook ??= this.#lookWhenDue();
    return this.#nextLook;
  }

  async #lookWhenDue(): Promise<void> {
    // Whoever asked for the look before has heard why it failed.
    await this.#looking.catch(() => undefined);
    const dueInMs = this.#lookedAtMs + leastPauseMs - this.#store.clock.monotonicMs();
    if (dueInMs > 0) await wait(dueInMs);
    this.#looking = this.#read();
    this.#nextLook = null;
    await this.#looking;
  }

  async #read(): Promise<void> {
    const { db, statements, clock } = this.#store;
    const startedMs = clock.monotonicMs();
    const nodes = await this.#runningNodes(db);
    const look = this.#look + 1;
    const next = new Map<string, Known>();
    for (let after: LiveRowRead | null = null; ; ) {
      const page: readonly LiveRowRead[] = await statements.read(liveRowsFrom, {
        startedAt: after?.startedAt ?? 0,
        id: after?.id ?? "",
        most: rowsAtOnce,
      });
      for (const { incarnationId, ...read } of page) {
        const node = nodes.get(incarnationId);
        if (node === undefined) continue;
        const known = this.#known.get(read.id);
        next.set(read.id, isSame(known?.row, read) ? (known as Known) : { row: { ...read, node }, changedAt: look });
      }
      after = page.at(-1) ?? null;
      if (after === null || page.length < rowsAtOnce) break;
      await turn();
    }
    for (const id of this.#known.keys()) if (!next.has(id)) this.#gone.set(id, look);
    this.#forgetGone();
    this.#known = next;
    this.#look = look;
    this.#lookedAtMs = startedMs;
  }

  /** Host name of the node by the incarnations that run there. */
  async #runningNodes(db: Store["db"]): Promise<ReadonlyMap<string, string>> {
    const running = await db.incarnation.findMany({ where: { endedAt: null }, select: { id: true, nodeId: true } });
    const nodes = await db.node.findMany({ select: { id: true, hostname: true } });
    const names = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
    return new Map(running.map(({ id, nodeId }) => [id, names.get(nodeId) ?? nodeId]));
  }

  #forgetGone(): void {
    for (const [id, at] of this.#gone) {
      if (this.#gone.size <= mostGone) return;
      this.#gone.delete(id);
      this.#oldest = at;
    }
  }
}

/** By what moves in a session's life. */
function isSame(known: LiveRow | undefined, read: Omit<LiveRowRead, "incarnationId">): boolean {
  return (
    known !== undefined &&
    known.commandCount === read.commandCount &&
    known.octetsSent === read.octetsSent &&
    known.state === read.state &&
    known.lastCommandAt === read.lastCommandAt &&
    known.tlsVersion === read.tlsVersion &&
    known.address === read.address &&
    known.retrievedCount === read.retrievedCount &&
    known.markedCount === read.markedCount
  );
}
