import { logger } from "../log.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { Deliveries } from "./deliver.ts";
import { Evaluator } from "./evaluator.ts";
import { purgeAlerts } from "./purge.ts";
import { isQuietAt } from "./quiet-hours.ts";
import { releaseHeld } from "./release-held.ts";
import { watchDisk } from "./watch-disk.ts";

const log = logger("alert");
const roundMs = 5_000;
const deliveryMs = 2_000;
const diskMs = 30_000;
const purgeMs = 6 * 60 * 60_000;

/**
 * Watches, tells and forgets until the function given back is called. In the console's process, not in the daemon's: a daemon that is gone cannot
 * say so. Telling waits for other servers, so watching has a pace of its own.
 */
export function followAlerts(store: Store): () => Promise<void> {
  const evaluator = new Evaluator(store);
  const deliveries = new Deliveries(store);
  const beats = [
    new Beat("disk-not-looked-at", diskMs, () => watchDisk(store)),
    new Beat("conditions-not-evaluated", roundMs, async () => {
      await evaluator.round();
    }),
    new Beat("alerts-not-delivered", deliveryMs, () => tell(store, deliveries)),
    new Beat("alerts-not-purged", purgeMs, async () => {
      await purgeAlerts(store);
    }),
  ];
  for (const beat of beats) beat.start();
  return async () => {
    await Promise.all(beats.map((beat) => beat.stop()));
    await Promise.all([evaluator.stop(), deliveries.settled()]);
  };
}

async function tell(store: Store, deliveries: Deliveries): Promise<void> {
  if (!isQuietAt(await readSettings(store), store.clock.now())) await releaseHeld(store);
  await deliveries.begin();
}

/** Work at a pace, one at a time; trouble is said once until it works again. */
class Beat {
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #isTold = false;

  constructor(
    private readonly trouble:
      | "alerts-not-delivered"
      | "alerts-not-purged"
      | "conditions-not-evaluated"
      | "disk-not-looked-at",
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#beat(), this.everyMs);
    this.#beat();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#working;
  }

  #beat(): void {
    this.#working ??= this.work()
      .then(
        () => {
          this.#isTold = false;
        },
        (err: unknown) => {
          if (!this.#isTold) log.error({ event: this.trouble, err }, "tried again at the next beat");
          this.#isTold = true;
        },
      )
      .finally(() => {
        this.#working = null;
      });
  }
}
