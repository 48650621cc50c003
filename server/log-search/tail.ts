import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { conditionOf } from "./condition.ts";
import { keyAt } from "../log-entry/entry-key.ts";
import type { LogFilter } from "./filter.ts";
import { readRowsById } from "./read-rows.ts";
import { spanOf } from "./read-page.ts";
import type { TailNews } from "./schema.ts";
import { idsIn, piecesOf } from "./walk.ts";

const mostAtOnce = 200;
/** Lines of several sources come a little out of order: those of the last moments are looked at again. */
const overlapMs = 60_000;

/** Lines that come from now on, or newer than `since`. */
export class LogTail {
  readonly #store: Store;
  readonly #filter: LogFilter;
  readonly #since: number;
  #told = new Set<number>();

  constructor(store: Store, filter: LogFilter, since: number) {
    this.#store = store;
    this.#filter = filter;
    this.#since = since;
  }

  /** Those that were not told yet. */
  async next(): Promise<TailNews> {
    const store = this.#store;
    const now = store.clock.now().getTime();
    const condition = conditionOf(engineOf(store.environment.databaseUrl), this.#filter);
    const whole = spanOf(this.#filter, now);
    const span = { ...whole, from: Math.max(whole.from, this.#since + 1, keyAt(now - overlapMs)) };
    const found: number[] = [];
    // Where lines come faster than they can be looked through, the newest piece must do.
    const pieces = condition.rest === null ? [span] : piecesOf(store, condition, span, "older");
    for await (const piece of pieces) {
      found.push(...(await idsIn(store, condition, piece, "older", mostAtOnce + 1 - found.length)));
      if (found.length > mostAtOnce || piece.from <= span.from || piece.until < span.until) break;
    }
    const isCut = found.length > mostAtOnce && found.every((id) => !this.#told.has(id));
    const ids = found.slice(0, mostAtOnce).filter((id) => !this.#told.has(id));
    this.#told = new Set([...found, ...recent(this.#told, span.from)]);
    return { rows: await readRowsById(store.logs, ids), isCut };
  }
}

const recent = (ids: ReadonlySet<number>, from: number): number[] => [...ids].filter((id) => id >= from);
