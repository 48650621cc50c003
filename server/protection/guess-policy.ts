import type { Settings } from "../setting/schema.ts";

/** The settings that say what guessers are done, under their own names. */
export type ProtectionSettings = Pick<
  Settings,
  | "throttlesGuesses"
  | "blocksGuessers"
  | "freeGuesses"
  | "freeGuessesPerNetwork"
  | "guessDelaySeconds"
  | "longestGuessDelayMinutes"
  | "guessForgottenMinutes"
  | "knownNetworkDays"
  | "guesserIpv4Bits"
  | "guesserIpv6Bits"
>;

/** How often somebody may be wrong, and how long the next attempt waits after that. Times in milliseconds. */
export interface GuessPolicy {
  /** From one network at one address, and from one network at any. */
  readonly freeGuesses: number;
  readonly freeGuessesPerNetwork: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** One guess is forgotten after each. */
  readonly forgottenMs: number;
}

/** Where somebody signed in rightly lately, they may be wrong more often, and never wait longer than this. */
const knownFactor = 5;
const longestKnownMs = 60_000;

/** An account that so many guesses from strange networks were made at lets each further one guess once. */
export const attackedAt = 40;

const minuteMs = 60_000;

export function guessPolicyOf(settings: ProtectionSettings): GuessPolicy {
  return {
    freeGuesses: settings.freeGuesses,
    freeGuessesPerNetwork: settings.freeGuessesPerNetwork,
    firstDelayMs: settings.guessDelaySeconds * 1_000,
    longestDelayMs: settings.longestGuessDelayMinutes * minuteMs,
    forgottenMs: settings.guessForgottenMinutes * minuteMs,
  };
}

/** Guesses of one network at one address that cost nothing. */
export function freeOf(
  { freeGuesses }: GuessPolicy,
  { isKnown, isAttacked }: { isKnown: boolean; isAttacked: boolean },
) {
  if (isKnown) return freeGuesses * knownFactor;
  return isAttacked ? Math.min(1, freeGuesses) : freeGuesses;
}

/** After so many guesses, of which `free` cost nothing: twice as long with each. */
export function delayMs(policy: GuessPolicy, score: number, free: number, isKnown: boolean): number {
  const beyond = Math.round(score) - free;
  if (beyond <= 0) return 0;
  const longest = isKnown ? Math.min(longestKnownMs, policy.longestDelayMs) : policy.longestDelayMs;
  return Math.min(longest, policy.firstDelayMs * 2 ** Math.min(beyond - 1, 40));
}
