import type { ListenerWish } from "#server/listener/schema.ts";
import { type Endpoint, endpointKey, endpointOf } from "./endpoint.ts";

export type Step =
  | { readonly act: "close"; readonly listenerId: number }
  | { readonly act: "bind"; readonly listenerId: number; readonly endpoint: Endpoint };

/** What is: by listener, the key of the endpoint it is bound to, or could not be bound to. */
export interface Actual {
  readonly bound: ReadonlyMap<number, string>;
  readonly failed: ReadonlyMap<number, { readonly key: string; readonly retryAtMs: number }>;
}

/**
 * The way from what is to what should be. What must go goes first, so that one listener can take over another's port; a bind that
 * failed is tried again when its time has come, at once where the wish has changed.
 */
export function reconcile(wishes: readonly ListenerWish[], { bound, failed }: Actual, nowMs: number): Step[] {
  const wanted = new Map(wishes.filter(({ isEnabled }) => isEnabled).map((wish) => [wish.id, endpointOf(wish)]));
  const steps: Step[] = [];
  for (const [listenerId, key] of bound) {
    const endpoint = wanted.get(listenerId);
    if (endpoint === undefined || endpointKey(endpoint) !== key) steps.push({ act: "close", listenerId });
  }
  for (const [listenerId, endpoint] of wanted) {
    const key = endpointKey(endpoint);
    const failure = failed.get(listenerId);
    const isTooEarly = failure !== undefined && failure.key === key && failure.retryAtMs > nowMs;
    if (bound.get(listenerId) !== key && !isTooEarly) steps.push({ act: "bind", listenerId, endpoint });
  }
  return steps;
}
