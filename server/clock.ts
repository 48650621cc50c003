/** The only place that asks what time it is; tests bring their own. */
export interface Clock {
  /** Wall time, UTC. */
  now(): Date;
  /** Milliseconds that never go back; for ages and leases. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
