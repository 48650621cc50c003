import { noArgument } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { command } from "../command.ts";

/** NOOP (RFC 1939 §5). */
export const noop = command({
  keyword: "NOOP",
  states: ["TRANSACTION"],
  args: noArgument,
  traced: "nothing",
  run: () => ({ reply: ok("") }),
});
