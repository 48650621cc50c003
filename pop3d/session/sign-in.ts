import { err, ok } from "../protocol/status.ts";
import type { Credentials, Maildrop, Refusal, SignedIn, SignInMechanism } from "./backend.ts";
import type { Outcome, SessionContext } from "./command.ts";
import { describeCount, OpenMaildrop } from "./open-maildrop.ts";
import { freshAuthorization } from "./state.ts";

/**
 * Credentials checked, lock taken, maildrop listed: the way from AUTHORIZATION to TRANSACTION (RFC 1939 §4), whatever
 * the mechanism.
 */
export function signIn(credentials: Credentials, session: SessionContext): Outcome | Promise<Outcome> {
  session.enter(freshAuthorization);
  const who = session.backend.authenticate(credentials, session.peer);
  const { mechanism } = credentials;
  return who instanceof Promise ? who.then((who) => enter(who, mechanism, session)) : enter(who, mechanism, session);
}

/** Lock and listing for who has proved to be somebody, or the answer to who has not. */
export function enter(
  who: SignedIn | Refusal,
  mechanism: SignInMechanism,
  session: SessionContext,
): Outcome | Promise<Outcome> {
  if ("refused" in who) return refuseSignIn(who, session);
  const opened = session.backend.openMaildrop(who, session.id);
  return opened instanceof Promise
    ? opened.then((messages) => begin(messages, mechanism, session))
    : begin(opened, mechanism, session);
}

function begin(messages: Maildrop | Refusal, mechanism: SignInMechanism, session: SessionContext): Outcome {
  if ("refused" in messages) return { reply: err(messages.text, messages.refused) };
  const maildrop = new OpenMaildrop(messages, session.now);
  const { accountId, address, appPasswordId } = messages.owner; // and nothing else that a backend may know of them
  session.enter({
    name: "TRANSACTION",
    who: { accountId, address, appPasswordId },
    mechanism,
    signedInAt: session.now,
    maildrop,
  });
  return { reply: ok(`signed in, ${describeCount(maildrop.count)}`) };
}

/**
 * The answer to refused credentials. A wrong guess is delayed, twice as long each time, and the last one allowed ends
 * the connection; trouble of ours, a lock or LOGIN-DELAY is nobody's guess and costs nothing. Who is held back is told at
 * once, for a connection that waits costs more than an answer, and is let go like one who guesses.
 */
export function refuseSignIn(refusal: Refusal, session: SessionContext): Outcome {
  const { isHeldBack = false } = refusal;
  const isGuess = refusal.refused === "AUTH" || refusal.refused === null;
  if (!isGuess && !isHeldBack) return { reply: err(refusal.text, refusal.refused) };
  const failures = session.countSignInFailure();
  const delayMs = isHeldBack ? 0 : session.policy.signInFailureDelayMs * 2 ** (failures - 1);
  if (failures < session.policy.maxSignInFailures) return { reply: err(refusal.text, refusal.refused), delayMs };
  return {
    reply: err(`${refusal.text}; closing after ${failures} refused sign-ins`, refusal.refused),
    delayMs,
    afterwards: "close",
    ending: "sign-in-failures",
  };
}
