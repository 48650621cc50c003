import type { PasswordSignIn, SignedInAccount } from "#server/credential/sign-in.ts";
import type { SignInAttemptMade } from "#server/protection/sign-in-guard.ts";
import type { Refusal, ScramProven, SignedIn } from "../session/backend.ts";

/** What was attempted is kept until the maildrop is open: that may be refused as well. */
export interface Attempted extends SignedIn {
  readonly attempt: SignInAttemptMade;
}

/** Told of as right where the claim has made sure. */
export interface PasswordAttempt extends PasswordSignIn, Attempted {
  readonly appPasswordId: number | null;
  readonly isWelcomed: boolean;
}

export function withAttempt(known: PasswordSignIn, attempt: SignInAttemptMade, isWelcomed: boolean): PasswordAttempt {
  const { accountId, address, appPasswordId, asRead, askAnew } = known;
  return { accountId, address, appPasswordId, asRead, askAnew, attempt, isWelcomed };
}

export function provenBy(proven: ScramProven | Refusal, attempt: SignInAttemptMade): ScramProven | Refusal {
  if ("refused" in proven) return proven;
  const who: Attempted = { ...proven.who, attempt };
  return { ...proven, who };
}

export function isAttempted(who: SignedIn): who is Attempted {
  return "attempt" in who;
}

export function isByPassword(who: SignedIn): who is PasswordAttempt {
  return "askAnew" in who;
}

export function isAdmitted(who: SignedIn): who is SignedInAccount {
  return "asRead" in who;
}
