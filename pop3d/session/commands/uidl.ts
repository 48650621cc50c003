import { optionalMessageNumber } from "../../protocol/arguments.ts";
import { encodeListing, uniqueIdColumn } from "../../protocol/listing.ts";
import { encodeStatus, ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { describeCount, indexNumbered } from "../open-maildrop.ts";

/** UIDL [msg] (RFC 1939 §7). Unique-id of each message; marked ones are left out and the others keep their numbers. */
export const uidl = command({
  keyword: "UIDL",
  states: ["TRANSACTION"],
  args: optionalMessageNumber,
  traced: "numbers",
  run({ maildrop }, number) {
    const { messages, marked } = maildrop;
    if (number === null) {
      const statusLine = encodeStatus(ok(describeCount(maildrop.count)));
      const column = uniqueIdColumn(messages);
      return { reply: { parts: encodeListing(statusLine, messages.count, (index) => marked.has(index), column) } };
    }
    const index = indexNumbered(maildrop, number);
    return { reply: typeof index === "number" ? ok(`${number} ${messages.uniqueId(index)}`) : index };
  },
});
