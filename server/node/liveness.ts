/** Beyond this a daemon counts as not heard from. It beats once a second. */
export const silenceLimitMs = 3000;

/**
 * What an observer remembers of a heartbeat: its number, when it was last looked at, and when it can have moved at the
 * latest.
 */
export interface Sighting {
  readonly heartbeat: number;
  /** Both by the observer's monotonic clock. */
  readonly lookedAtMs: number;
  readonly movedAtMs: number;
}

export interface Beat {
  readonly heartbeat: number;
  readonly seenAt: Date;
  /** Set by an orderly stop. */
  readonly stoppedAt: Date | null;
}

export interface Liveness {
  readonly isAlive: boolean;
  /** Since the last sign of life. */
  readonly silentMs: number;
  readonly sighting: Sighting;
}

/**
 * Judges a heartbeat. Who has watched it before goes by his own monotonic clock alone; who has just come, or has looked
 * away for long, has only `seenAt`, written by another clock, and believes it no further than his own watching allows.
 */
export function judgeHeartbeat(previous: Sighting | null, beat: Beat, now: Date, nowMs: number): Liveness {
  const saidSilentMs = Math.max(0, now.getTime() - beat.seenAt.getTime());
  const movedAtMs = lastMove(previous, beat.heartbeat, saidSilentMs, nowMs);
  const silentMs = nowMs - movedAtMs;
  return {
    isAlive: beat.stoppedAt === null && silentMs < silenceLimitMs,
    silentMs,
    sighting: { heartbeat: beat.heartbeat, lookedAtMs: nowMs, movedAtMs },
  };
}

function lastMove(previous: Sighting | null, heartbeat: number, saidSilentMs: number, nowMs: number): number {
  if (!previous) return nowMs - saidSilentMs;
  if (heartbeat === previous.heartbeat) return previous.movedAtMs;
  return Math.max(previous.lookedAtMs, nowMs - saidSilentMs);
}
