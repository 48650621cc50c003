import { noArgument } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { command } from "../command.ts";
import { describeCount } from "../open-maildrop.ts";

/** RSET (RFC 1939 §5). Takes every mark back. */
export const rset = command({
  keyword: "RSET",
  states: ["TRANSACTION"],
  args: noArgument,
  traced: "nothing",
  run({ maildrop }) {
    maildrop.unmarkAll();
    return { reply: ok(`${describeCount(maildrop.count)}, none marked`) };
  },
});
