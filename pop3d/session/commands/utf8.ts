import { noArgument } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { command } from "../command.ts";

/**
 * UTF8 (RFC 6856 §2.1). Before the sign-in only, and forgotten with STLS: from here on the client takes headers as they
 * are. What we say stays ASCII.
 */
export const utf8 = command({
  keyword: "UTF8",
  states: ["AUTHORIZATION"],
  args: noArgument,
  traced: "nothing",
  run(_, __, session) {
    session.manner.isUtf8 = true;
    return { reply: ok("UTF-8 in headers is welcome") };
  },
});
