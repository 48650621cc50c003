import { messageNumberAndLines } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { answerWithBody } from "../answer-with-body.ts";
import { command } from "../command.ts";
import { indexNumbered } from "../open-maildrop.ts";

/**
 * TOP msg n (RFC 1939 §7). Header, empty line and n lines of the body; `TOP msg 0` asks the store for the header alone.
 */
export const top = command({
  keyword: "TOP",
  states: ["TRANSACTION"],
  args: messageNumberAndLines,
  traced: "numbers",
  run({ maildrop }, { number, lines }, session) {
    const index = indexNumbered(maildrop, number);
    if (typeof index !== "number") return { reply: index };
    const { messages } = maildrop;
    const headerOctets = messages.headerOctets(index);
    const octets = lines === 0 ? headerOctets : messages.octets(index);
    return answerWithBody(messages, index, session, {
      status: ok("top of the message follows"),
      shape: { octets, hasDotLines: messages.hasDotLines(index), top: { headerOctets, lines } },
    });
  },
});
