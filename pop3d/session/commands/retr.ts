import { messageNumber } from "../../protocol/arguments.ts";
import { err, ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { indexNumbered } from "../open-maildrop.ts";
import { sendBody } from "../send-body.ts";

/**
 * RETR msg (RFC 1939 §5). The body is open before `+OK`; the message counts as retrieved when its last octet has left.
 */
export const retr = command({
  keyword: "RETR",
  states: ["TRANSACTION"],
  args: messageNumber,
  async run({ maildrop }, number, session) {
    const index = indexNumbered(maildrop, number);
    if (typeof index !== "number") return { reply: index };
    const { messages, retrieved } = maildrop;
    const octets = messages.octets(index);
    const body = await messages.openBody(index, octets);
    if ("refused" in body) return { reply: err(body.text, body.refused) };
    const shape = { octets, hasDotLines: messages.hasDotLines(index), top: null };
    const parts = await sendBody(ok(`${octets} octets`), body, shape, session);
    return {
      reply: { parts },
      written() {
        retrieved.add(index);
        messages.downloaded(index);
      },
    };
  },
});
