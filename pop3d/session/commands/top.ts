import { messageNumberAndLines } from "../../protocol/arguments.ts";
import { err, ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { indexNumbered } from "../open-maildrop.ts";
import { sendBody } from "../send-body.ts";

/**
 * TOP msg n (RFC 1939 §7). Header, empty line and n lines of the body; `TOP msg 0` asks the store for the header alone.
 */
export const top = command({
  keyword: "TOP",
  states: ["TRANSACTION"],
  args: messageNumberAndLines,
  async run({ maildrop }, { number, lines }, session) {
    const index = indexNumbered(maildrop, number);
    if (typeof index !== "number") return { reply: index };
    const { messages } = maildrop;
    const headerOctets = messages.headerOctets(index);
    const octets = lines === 0 ? headerOctets : messages.octets(index);
    const body = await messages.openBody(index, octets);
    if ("refused" in body) return { reply: err(body.text, body.refused) };
    const shape = { octets, hasDotLines: messages.hasDotLines(index), top: { headerOctets, lines } };
    return { reply: { parts: await sendBody(ok("top of the message follows"), body, shape, session) } };
  },
});
