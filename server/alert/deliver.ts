import { logger } from "../log.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { consoleUrlOf } from "./channel/console-url.ts";
import { DeliveryFailed } from "./channel/delivery-failed.ts";
import type { OutgoingMessage } from "./channel/message.ts";
import { type ChannelSettings, channelSettings } from "./channel/schema.ts";
import { send } from "./channel/send.ts";
import { readOutgoing } from "./read-outgoing.ts";

const log = logger("alert");

/** Longer than any channel takes: who has begun and is silent for so long was ended, and somebody else tries. */
const claimMs = 2 * 60_000;
const firstPauseMs = 30_000;
const longestPauseMs = 60 * 60_000;
/** Of a message that the other side does not like as it is. */
const mostRefusals = 5;

interface Channel {
  readonly id: number;
  readonly name: string;
  readonly settings: ChannelSettings;
  readonly sealedSecret: string | null;
}

interface Due {
  readonly id: number;
  readonly attemptCount: number;
  readonly createdAt: Date;
}

/**
 * Sends what waits, in order for each channel; a slow one keeps none of the others waiting. A message is claimed by moving its next attempt on, so that
 * no two processes send it; one that was ended between sending and writing it down is sent once more, under the same id.
 */
export class Deliveries {
  readonly #store: Store;
  /** Channels at work, by id. */
  readonly #busy = new Map<number, Promise<void>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Begins with every channel that has something to send and is not at work. */
  async begin(): Promise<void> {
    const { db, clock } = this.#store;
    const rows = await db.alertChannel.findMany({
      where: { isEnabled: true, messages: { some: { state: "waiting", nextAt: { lte: clock.now() } } } },
      select: { id: true, name: true, settings: true, sealedSecret: true },
    });
    for (const row of rows) {
      if (this.#busy.has(row.id)) continue;
      const work = this.#deliver(row)
        .catch((err: unknown) => log.error({ event: "alerts-not-delivered", channel: row.name, err }, "tried again"))
        .finally(() => this.#busy.delete(row.id));
      this.#busy.set(row.id, work);
    }
  }

  /** Resolves when everything begun is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #deliver({ settings, ...row }: Omit<Channel, "settings"> & { settings: string }): Promise<void> {
    const channel = { ...row, settings: channelSettings.parse(JSON.parse(settings)) };
    while (await deliverNext(this.#store, channel));
  }
}

/** Whether there may be more to do for this channel. */
async function deliverNext(store: Store, channel: Channel): Promise<boolean> {
  const { db, clock } = store;
  const now = clock.now();
  const [due, settings] = await Promise.all([
    db.alertMessage.findFirst({
      where: { channelId: channel.id, state: "waiting" },
      orderBy: { id: "asc" },
      select: { id: true, attemptCount: true, createdAt: true, nextAt: true },
    }),
    readSettings(store),
  ]);
  if (due === null || due.nextAt > now) return false;
  if (now.getTime() - due.createdAt.getTime() > settings.alertGiveUpHours * 3_600_000) {
    return giveUp(store, channel, due, due.attemptCount);
  }
  const attemptCount = due.attemptCount + 1;
  const { count } = await db.alertMessage.updateMany({
    where: { id: due.id, state: "waiting", attemptCount: due.attemptCount },
    data: { attemptCount, nextAt: new Date(now.getTime() + claimMs) },
  });
  if (count === 0) return false;
  const { hostname: serverName } = settings;
  const message = await readOutgoing(store, due.id, serverName, consoleUrlOf(store.environment, serverName));
  return message === null ? true : attempt(store, channel, { ...due, attemptCount }, message);
}

async function attempt(store: Store, channel: Channel, due: Due, message: OutgoingMessage): Promise<boolean> {
  const { db, clock, sealer } = store;
  const where = { id: due.id, state: "waiting", attemptCount: due.attemptCount };
  try {
    const answer = await send(channel, sealer, message, clock.now());
    await db.alertMessage.updateMany({ where, data: { state: "sent", sentAt: clock.now(), answer } });
    return true;
  } catch (error) {
    const isForeseen = error instanceof DeliveryFailed;
    const answer = error instanceof Error ? error.message : String(error);
    if (!isForeseen) log.error({ event: "alert-not-sent", channel: channel.name, err: error }, "tried again later");
    else log.warn({ event: "alert-not-sent", channel: channel.name, attempt: due.attemptCount }, answer);
    if (isForeseen && error.isRefused && due.attemptCount >= mostRefusals) {
      await db.alertMessage.updateMany({ where, data: { answer } });
      return giveUp(store, channel, due, due.attemptCount);
    }
    const pauseMs = Math.min(firstPauseMs * 2 ** (due.attemptCount - 1), longestPauseMs);
    await db.alertMessage.updateMany({ where, data: { answer, nextAt: new Date(clock.now().getTime() + pauseMs) } });
    return false;
  }
}

/** Said in the log and on the page; the next message is tried. */
async function giveUp({ db }: Store, channel: Channel, due: Due, attemptCount: number): Promise<boolean> {
  const where = { id: due.id, state: "waiting", attemptCount };
  const { count } = await db.alertMessage.updateMany({ where, data: { state: "given-up" } });
  if (count > 0) {
    const facts = { channel: channel.name, message: due.id, attempt: attemptCount };
    log.error({ event: "alert-given-up", ...facts }, "nobody was told by this channel");
  }
  return true;
}
