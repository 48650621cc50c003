import type { SignInRefusal } from "#server/credential/sign-in.ts";
import type { TooSoon } from "#server/maildrop/lock-statements.ts";
import type { LockHolder } from "#server/maildrop/why-not-locked.ts";
import type { Hold } from "#server/protection/guess-ledger.ts";
import type { Refusal } from "../session/backend.ts";
import { refuse } from "./refusals.ts";

/** What a person at a mail program is told whose sign-in was refused. */
export const signInTexts = {
  credentials: "the address or the password is wrong",
  disabled: "signing in to this account by POP3 is switched off; ask your administrator",
  "app-password-over": "this app password is over; ask your administrator for a new one",
  "only-app-passwords": "this account signs in with app passwords only; ask your administrator for one",
  network: "signing in to this account is not allowed from your network; ask your administrator",
  "source-away": "what knows your password cannot be asked just now; try again in a minute",
  busy: "too many passwords are being checked at this moment; try again in a minute",
} as const satisfies Record<SignInRefusal["refused"], string>;

/**
 * SYS/TEMP and not AUTH: nothing is said of the password, and a mail program that hears AUTH throws it away and asks its user (RFC 3206
 * §4). LOGIN-DELAY is for who has just signed in (RFC 2449 §8.1.1).
 */
export function heldBack({ waitMs }: Hold): Refusal {
  const text = `too many wrong passwords came from your network; this one was not looked at, try again in ${spoken(waitMs)}`;
  return { refused: "SYS/TEMP", text, isHeldBack: true };
}

function spoken(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  if (seconds < 120) return seconds === 1 ? "a second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

export function tooSoon({ waitMs }: TooSoon): Refusal {
  return refuse(
    "LOGIN-DELAY",
    `it is too soon after the last sign-in to this account; wait ${Math.ceil(waitMs / 1000)} seconds`,
  );
}

export function inUse({ acquiredAt, remoteAddress }: LockHolder): string {
  const since = `${acquiredAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const from = remoteAddress === null ? "" : ` from ${remoteAddress}`;
  return `this maildrop is open in another session${from} since ${since}; close that one, or wait until it ends`;
}
