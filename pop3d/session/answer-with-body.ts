import type { BodyShape } from "../protocol/outgoing-body.ts";
import { err, type Status } from "../protocol/status.ts";
import type { Body, Maildrop, Refusal } from "./backend.ts";
import type { Outcome, SessionContext } from "./command.ts";
import type { ReplyParts } from "./reply.ts";
import { answerAround, sendBody } from "./send-body.ts";
import { isKeptBack, mayBeKeptBack } from "./utf8-header.ts";

/** What RETR and TOP answer with. */
export interface BodyAnswer {
  readonly status: Status;
  /** Of the octets asked for: the whole body, or its header. */
  readonly shape: BodyShape;
  readonly written?: () => void;
}

/**
 * Opens the body, and only then says `+OK`. No promise is made where the store answers at once, and no header has to be
 * looked at first.
 */
export function answerWithBody(
  messages: Maildrop,
  index: number,
  session: SessionContext,
  answer: BodyAnswer,
): Outcome | Promise<Outcome> {
  if (mayBeKeptBack(session)) return answerUnlessKeptBack(messages, index, session, answer);
  const opened = messages.openBody(index, answer.shape.octets);
  return opened instanceof Promise
    ? opened.then((body) => withBody(body, answer, session))
    : withBody(opened, answer, session);
}

async function answerUnlessKeptBack(
  messages: Maildrop,
  index: number,
  session: SessionContext,
  answer: BodyAnswer,
): Promise<Outcome> {
  const kept = await isKeptBack(messages, index);
  if (kept === true)
    return { reply: err("the header of this message is in UTF-8; say UTF8 before the sign-in", "UTF8") };
  const body = kept === false ? await messages.openBody(index, answer.shape.octets) : kept;
  return withBody(body, answer, session);
}

function withBody(
  body: Body | Refusal,
  { status, shape, written }: BodyAnswer,
  session: SessionContext,
): Outcome | Promise<Outcome> {
  if ("refused" in body) return { reply: err(body.text, body.refused) };
  if (body.lend !== undefined) {
    const lent = body.lend();
    body.close();
    return answerAround(lent, status, shape, written);
  }
  const sending = sendBody(status, body, shape, session);
  const outcome = (parts: ReplyParts): Outcome => ({ reply: { parts }, written });
  return sending instanceof Promise ? sending.then(outcome) : outcome(sending);
}
