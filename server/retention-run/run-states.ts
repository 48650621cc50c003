/** How far a run is. Active: there is at most one of them. */
export const runStates = [
  "waiting",
  "counting",
  "asking",
  "running",
  "done",
  "cancelled",
  "refused",
  "failed",
] as const;
export type RunState = (typeof runStates)[number];

export const activeStates: readonly RunState[] = ["waiting", "counting", "asking", "running"];
