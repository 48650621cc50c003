import { messageNumber } from "../../protocol/arguments.ts";
import { err, ok } from "../../protocol/status.ts";
import { answerWithBody } from "../answer-with-body.ts";
import { command } from "../command.ts";
import { indexNumbered } from "../open-maildrop.ts";

/**
 * RETR msg (RFC 1939 §5). The body is open before `+OK`; the message counts as retrieved when its last octet has left.
 */
export const retr = command({
  keyword: "RETR",
  states: ["TRANSACTION"],
  args: messageNumber,
  traced: "numbers",
  run({ maildrop }, number, session) {
    const index = indexNumbered(maildrop, number);
    if (typeof index !== "number") return { reply: index };
    const { messages, retrieved } = maildrop;
    const octets = messages.octets(index);
    const tooMuch = maildrop.hourlyUse.take(octets, session.policy, session.now);
    if (tooMuch !== null) return { reply: err(tooMuch, "SYS/TEMP") };
    return answerWithBody(messages, index, session, {
      status: ok(`${octets} octets`),
      shape: { octets, hasDotLines: messages.hasDotLines(index), top: null },
      written() {
        retrieved.add(index);
        messages.downloaded(index);
      },
    });
  },
});
