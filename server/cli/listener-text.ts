import { setTimeout as wait } from "node:timers/promises";
import { readControl } from "../control/read-control.ts";
import { readListener } from "../listener/read.ts";
import { type ListenerView, type ListenerWish, loopbackNetworks } from "../listener/schema.ts";
import { readDaemonState } from "../node/read-daemon-state.ts";
import type { Store } from "../store.ts";

const obeyMs = 3_000;
const lookMs = 100;

/** Where it should listen. */
export function placeText({
  address,
  port,
  socketPath,
}: Pick<ListenerWish, "address" | "port" | "socketPath">): string {
  if (socketPath !== null) return socketPath;
  return address?.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Who may sign in without TLS. */
export function cleartextText({
  cleartextSignIn,
  cleartextNetworks,
}: Pick<ListenerWish, "cleartextSignIn" | "cleartextNetworks">): string {
  if (cleartextSignIn !== "networks") return cleartextSignIn;
  return cleartextNetworks === loopbackNetworks ? "loopback" : cleartextNetworks;
}

/** What the daemon says of it, beside what is wished. */
export function factText({ isEnabled, facts }: ListenerView): string {
  const [fact] = facts;
  if (fact === undefined) return isEnabled ? "not seen by a daemon yet" : "off";
  if (fact.state === "failed") return `failed: ${fact.errorText ?? fact.errorCode}`;
  return fact.boundPort === null ? fact.state : `${fact.state} on ${fact.boundPort}`;
}

/** Waits until the daemon has obeyed the last change, and gives the wish with the fact; null in time where no daemon runs. */
export async function awaitListener(
  store: Store,
  id: number,
): Promise<{ view: ListenerView | null; isObeyed: boolean }> {
  const { generation } = await readControl(store.db);
  const deadline = store.clock.monotonicMs() + obeyMs;
  for (;;) {
    const [view, daemon] = await Promise.all([readListener(store, id), readDaemonState(store)]);
    const isObeyed = daemon?.isAlive === true && daemon.observedGeneration >= generation;
    if (isObeyed || !daemon?.isAlive || store.clock.monotonicMs() > deadline) return { view, isObeyed };
    await wait(lookMs);
  }
}
