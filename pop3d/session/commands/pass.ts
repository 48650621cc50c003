import { password } from "../../protocol/arguments.ts";
import { refuseCleartext } from "../cleartext.ts";
import { command, protocolError } from "../command.ts";
import { signIn } from "../sign-in.ts";

/** PASS string (RFC 1939 §7). Whatever comes of it, the next attempt begins with USER again. */
export const pass = command({
  keyword: "PASS",
  states: ["AUTHORIZATION"],
  args: password,
  traced: "nothing",
  run({ userName }, password, session) {
    const refusal = refuseCleartext(session, "USER", userName);
    if (refusal !== null) return refusal;
    if (userName === null) return protocolError("PASS follows USER");
    return signIn({ mechanism: "USER", name: userName, password }, session);
  },
});
