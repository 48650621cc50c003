import { authArguments } from "../../protocol/sasl.ts";
import { refuseCleartext } from "../cleartext.ts";
import { command, protocolError } from "../command.ts";
import { takeStep } from "../mechanisms/dialogue.ts";
import { mechanismNamed } from "../mechanisms/index.ts";

/** AUTH mechanism [initial-response] (RFC 5034 §4). Begins a dialogue of challenges and responses. */
export const auth = command({
  keyword: "AUTH",
  states: ["AUTHORIZATION"],
  args: authArguments,
  traced: "mechanism",
  run(_, { mechanism: name, initialResponse }, session) {
    const mechanism = mechanismNamed(name, session);
    if (mechanism === null) {
      session.backend.refusedEarly("mechanism-not-offered", { name: "", mechanism: "" }, session.peer);
      return protocolError("that mechanism is not offered; CAPA lists those that are");
    }
    return refuseCleartext(session, mechanism.name) ?? takeStep(mechanism.begin(session), initialResponse, session);
  },
});
