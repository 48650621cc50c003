import { countOf } from "#components/ui/count.tsx";
import type { Settings } from "#server/setting/schema.ts";

export interface ProtectionNow {
  /** Networks the daemon keeps out, those that wait, and an administrator's rules. */
  readonly blocked: number;
  readonly waiting: number;
  readonly allowed: number;
  readonly denied: number;
}

/** What is in force, in sentences a colleague could check. */
export function protectionInForce(settings: Settings, now: ProtectionNow): string[] {
  return [throttleSentence(settings), blockSentence(settings), nowSentence(now)];
}

function throttleSentence(settings: Settings): string {
  if (!settings.throttlesGuesses) return "Nobody has to wait, however many passwords are wrong.";
  const { freeGuesses, guessDelaySeconds, longestGuessDelayMinutes } = settings;
  return (
    `After ${countOf(freeGuesses, "wrong password")} for an account from one network, each further attempt from there has to wait: ` +
    `${duration(guessDelaySeconds)} at first, twice as long each time, up to ${duration(longestGuessDelayMinutes * 60)}. ` +
    "The owner elsewhere never waits, and hardly where somebody signed in rightly lately."
  );
}

function blockSentence(settings: Settings): string {
  if (!settings.blocksGuessers) return "No network is kept out by itself.";
  const { blockAfterRefusals, blockWithinMinutes, blockMinutes, longestBlockDays } = settings;
  return (
    `A network with ${countOf(blockAfterRefusals, "refused sign-in")} within ${duration(blockWithinMinutes * 60)} is kept out for ` +
    `${duration(blockMinutes * 60)}, twice as long each time, up to ${countOf(longestBlockDays, "day")}; ` +
    "never one from where somebody signed in rightly lately."
  );
}

function nowSentence({ blocked, waiting, allowed, denied }: ProtectionNow): string {
  const parts = [
    blocked === 0 ? "No network is kept out for guessing" : `${countOf(blocked, "network")} kept out for guessing`,
    waiting === 0 ? "nobody has to wait" : `${countOf(waiting, "guesser")} must wait`,
  ];
  const rules = [
    ...(denied > 0 ? [`${countOf(denied, "network")} kept out by you`] : []),
    ...(allowed > 0 ? [`${countOf(allowed, "network")} always let in`] : []),
  ];
  return `Now: ${[...parts, ...rules].join("; ")}.`;
}

function duration(seconds: number): string {
  if (seconds % 86_400 === 0) return countOf(seconds / 86_400, "day");
  if (seconds % 3_600 === 0) return countOf(seconds / 3_600, "hour");
  return seconds % 60 === 0 ? countOf(seconds / 60, "minute") : countOf(seconds, "second");
}
