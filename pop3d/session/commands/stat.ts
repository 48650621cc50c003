import { noArgument } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { command } from "../command.ts";

/** STAT (RFC 1939 §5). Counts what is not marked; nothing stands after the two numbers. */
export const stat = command({
  keyword: "STAT",
  states: ["TRANSACTION"],
  args: noArgument,
  traced: "nothing",
  run: ({ maildrop }) => ({ reply: ok(`${maildrop.count} ${maildrop.octets}`) }),
});
