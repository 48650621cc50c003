import "server-only";
import { readVersions } from "#server/live/read-versions.ts";
import type { LiveHint } from "#server/live/schema.ts";
import { logger } from "#server/log.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { theStore } from "./the-store.ts";

const log = logger("console");
const intervalMs = 250;

type Listener = (hint: LiveHint) => void;

/** Looks at the database four times a second while at least one page is open, and tells every page when something moved. */
class Watch {
  readonly #listeners = new Set<Listener>();
  #last: LiveHint | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  /** `listener` hears the present state at once, then every change. Gives back the way to stop. */
  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#last) listener(this.#last);
    if (this.#listeners.size === 1) void this.#look();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#last = undefined;
    };
  }

  async #look(): Promise<void> {
    try {
      const store = await theStore();
      const [versions, state] = [await readVersions(store), await readDaemonState(store)];
      const hint: LiveHint = {
        versions,
        daemon: { isAlive: state?.isAlive ?? false, silentMs: state?.silentMs ?? null },
      };
      const isNews = !this.#last || signature(hint) !== signature(this.#last);
      this.#last = hint;
      if (isNews) for (const listener of this.#listeners) listener(hint);
      this.#isTold = false;
    } catch (err) {
      if (!this.#isTold) log.error({ event: "live-not-read", err }, "live pages wait for the database");
      this.#isTold = true;
    }
    clearTimeout(this.#timer);
    if (this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#look(), intervalMs);
  }
}

/** The silence grows with every look; it is news only when it begins or ends. */
function signature({ versions, daemon }: LiveHint): string {
  return JSON.stringify([versions, daemon.isAlive]);
}

const place = globalThis as { popdeskWatch?: Watch };

/** One for the whole process, on globalThis because Next bundles this module more than once. */
export function theWatch(): Watch {
  place.popdeskWatch ??= new Watch();
  return place.popdeskWatch;
}
