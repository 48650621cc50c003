import { messageNumber } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { indexNumbered } from "../open-maildrop.ts";

/** DELE msg (RFC 1939 §5). Marks only: the message leaves the maildrop in the UPDATE state. */
export const dele = command({
  keyword: "DELE",
  states: ["TRANSACTION"],
  args: messageNumber,
  run({ maildrop }, number) {
    const index = indexNumbered(maildrop, number);
    if (typeof index !== "number") return { reply: index };
    maildrop.mark(index);
    return { reply: ok(`message ${number} deleted`) };
  },
});
