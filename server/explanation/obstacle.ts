import { explanations } from "./explanations.ts";
import type { Facts } from "./facts.ts";
import type { Obstacle, Reason } from "./schema.ts";

export interface ObstacleFacts {
  readonly sentence: string;
  /** Absent: everybody. */
  readonly stops?: Obstacle["stops"];
  readonly since?: Date | null;
  readonly until?: Date | null;
  readonly decidedBy?: Obstacle["decidedBy"];
}

/** What stands in the way, with the title and the remedies that its reason has. */
export function obstacle(reason: Reason, facts: Facts, given: ObstacleFacts): Obstacle {
  const { title, fixes } = explanations[reason];
  const { sentence, stops = "all", since = null, until = null, decidedBy = null } = given;
  return { reason, stops, title, sentence, since, until, decidedBy, fixes: fixes(facts) };
}

/** Milliseconds as somebody says them who waits. */
export function spokenWait(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return seconds === 1 ? "a second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
