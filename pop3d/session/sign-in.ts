import { err, ok } from "../protocol/status.ts";
import type { Credentials, Refusal } from "./backend.ts";
import type { Outcome, SessionContext } from "./command.ts";
import { describeCount, OpenMaildrop } from "./open-maildrop.ts";
import { freshAuthorization } from "./state.ts";

/**
 * Credentials checked, lock taken, maildrop listed: the way from AUTHORIZATION to TRANSACTION (RFC 1939 §4), whatever
 * the mechanism.
 */
export async function signIn(credentials: Credentials, session: SessionContext): Promise<Outcome> {
  session.enter(freshAuthorization);
  const who = await session.backend.authenticate(credentials, session.peer);
  if ("refused" in who) return refuseSignIn(who, session);
  const messages = await session.backend.openMaildrop(who, session.id);
  if ("refused" in messages) return { reply: err(messages.text, messages.refused) };
  const maildrop = new OpenMaildrop(messages);
  session.enter({
    name: "TRANSACTION",
    who,
    mechanism: credentials.mechanism,
    signedInAt: session.now,
    maildrop,
  });
  return { reply: ok(`signed in, ${describeCount(maildrop.count)}`) };
}

/**
 * The answer to refused credentials. A wrong guess is delayed, twice as long each time, and the last one allowed ends
 * the connection; trouble of ours, a lock or LOGIN-DELAY is nobody's guess and costs nothing.
 */
export function refuseSignIn(refusal: Refusal, session: SessionContext): Outcome {
  if (refusal.refused !== "AUTH" && refusal.refused !== null) return { reply: err(refusal.text, refusal.refused) };
  const failures = session.countSignInFailure();
  const delayMs = session.policy.signInFailureDelayMs * 2 ** (failures - 1);
  if (failures < session.policy.maxSignInFailures) return { reply: err(refusal.text, refusal.refused), delayMs };
  return {
    reply: err(`${refusal.text}; closing after ${failures} refused sign-ins`, refusal.refused),
    delayMs,
    afterwards: "close",
    ending: "sign-in-failures",
  };
}
