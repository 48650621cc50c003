import { messageNumber } from "../../protocol/arguments.ts";
import { err, ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { indexNumbered } from "../open-maildrop.ts";

/** DELE msg (RFC 1939 §5). Marks only: the message leaves the maildrop in the UPDATE state. Refused where the rules keep all mail. */
export const dele = command({
  keyword: "DELE",
  states: ["TRANSACTION"],
  args: messageNumber,
  traced: "numbers",
  run({ maildrop }, number) {
    const index = indexNumbered(maildrop, number);
    if (typeof index !== "number") return { reply: index };
    if (maildrop.messages.retention?.refusesDele) return { reply: err(refused) };
    maildrop.mark(index);
    return { reply: ok(`message ${number} deleted`) };
  },
});

const refused = "messages of this maildrop are kept: your administrator does not let mail programs delete them";
