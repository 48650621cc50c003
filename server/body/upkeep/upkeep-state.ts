import type { Store } from "../../store.ts";
import { DeadOctets } from "../segments/inventory.ts";

/** What one run of the upkeep leaves to the next: only what saves work. */
export class UpkeepState {
  readonly dead: DeadOctets;
  /** The segment read through last. */
  scrubbed = "";
  readonly #notBefore = new Map<string, number>();

  constructor(private readonly store: Store) {
    this.dead = new DeadOctets(store.bodies.segments.directory);
  }

  /** Gives false, for a filter. */
  postpone(segment: string, pauseMs: number): false {
    this.#notBefore.set(segment, this.store.clock.monotonicMs() + pauseMs);
    return false;
  }

  isReady(segment: string): boolean {
    return (this.#notBefore.get(segment) ?? 0) <= this.store.clock.monotonicMs();
  }

  forget(segment: string): void {
    this.dead.forget(segment);
    this.#notBefore.delete(segment);
  }
}

const states = new WeakMap<Store, UpkeepState>();

export function stateOf(store: Store): UpkeepState {
  const known = states.get(store);
  if (known) return known;
  const state = new UpkeepState(store);
  states.set(store, state);
  return state;
}
