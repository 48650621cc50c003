import { isMalformed } from "../../protocol/malformed.ts";
import { encodeChallenge, parseSaslResponse } from "../../protocol/sasl.ts";
import { err } from "../../protocol/status.ts";
import type { Refusal } from "../backend.ts";
import { type Outcome, protocolError, type SessionContext } from "../command.ts";
import { enter, refuseSignIn, signIn } from "../sign-in.ts";
import { freshAuthorization } from "../state.ts";
import type { SaslDialogue, SaslStep } from "./mechanism.ts";

/**
 * The line that answers a challenge (RFC 5034 §4). `*` and anything that is not base64 end the dialogue; a command may
 * follow.
 */
export function continueDialogue(
  dialogue: SaslDialogue,
  line: Uint8Array,
  session: SessionContext,
): Outcome | Promise<Outcome> {
  if (dialogue.refusal) return end(dialogue.refusal, session);
  const response = parseSaslResponse(line);
  if (response instanceof Uint8Array) return takeStep(dialogue, response, session);
  session.enter(freshAuthorization);
  if (response === "cancelled") return { reply: err("sign-in cancelled") };
  return protocolError(`AUTH: ${response.malformed}`);
}

/** Hands a response to the mechanism; challenges keep the dialogue open, everything else closes it. */
export function takeStep(
  dialogue: SaslDialogue,
  response: Uint8Array | null,
  session: SessionContext,
): Outcome | Promise<Outcome> {
  const step = dialogue.respond(response);
  return step instanceof Promise
    ? step.then((step) => follow(dialogue, step, session))
    : follow(dialogue, step, session);
}

function follow(dialogue: SaslDialogue, step: SaslStep, session: SessionContext): Outcome | Promise<Outcome> {
  if ("challenge" in step) {
    session.enter({ ...freshAuthorization, dialogue });
    return { reply: { parts: encodeChallenge(step.challenge) } };
  }
  session.enter(freshAuthorization);
  if (isMalformed(step)) return protocolError(`AUTH: ${step.malformed}`);
  if ("refusal" in step) {
    const { because } = step.refusal;
    if (because !== undefined) session.backend.refusedEarly(because, { name: "", mechanism: "" }, session.peer);
    return refuseSignIn(step.refusal, session);
  }
  return "signedIn" in step ? enter(step.signedIn, step.mechanism, session) : signIn(step.credentials, session);
}

function end(refusal: Refusal, session: SessionContext): Outcome {
  session.enter(freshAuthorization);
  return refuseSignIn(refusal, session);
}
