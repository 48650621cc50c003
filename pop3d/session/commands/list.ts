import { optionalMessageNumber } from "../../protocol/arguments.ts";
import { encodeListing, octetsColumn } from "../../protocol/listing.ts";
import { encodeStatus, ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { describeCount, indexNumbered } from "../open-maildrop.ts";

/** LIST [msg] (RFC 1939 §5). Octets of each message; marked ones are left out and the others keep their numbers. */
export const list = command({
  keyword: "LIST",
  states: ["TRANSACTION"],
  args: optionalMessageNumber,
  traced: "numbers",
  run({ maildrop }, number) {
    const { messages, marked } = maildrop;
    if (number === null) {
      const statusLine = encodeStatus(ok(describeCount(maildrop.count)));
      const column = octetsColumn((index) => messages.octets(index));
      return { reply: { parts: encodeListing(statusLine, messages.count, (index) => marked.has(index), column) } };
    }
    const index = indexNumbered(maildrop, number);
    return { reply: typeof index === "number" ? ok(`${number} ${messages.octets(index)}`) : index };
  },
});
