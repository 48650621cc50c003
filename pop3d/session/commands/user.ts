import { name } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { refuseCleartext } from "../cleartext.ts";
import { command } from "../command.ts";
import { freshAuthorization } from "../state.ts";

/**
 * USER name (RFC 1939 §7). Accepted for every name that may be followed by a password here, so that it tells nothing of who
 * exists; refused early where it may not.
 */
export const user = command({
  keyword: "USER",
  states: ["AUTHORIZATION"],
  args: name,
  traced: "name",
  run(_, userName, session) {
    const refusal = refuseCleartext(session, "USER", userName);
    if (refusal !== null) return refusal;
    session.enter({ ...freshAuthorization, userName });
    return { reply: ok("now the password") };
  },
});
