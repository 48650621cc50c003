import { noArgument } from "../../protocol/arguments.ts";
import { encodeLines } from "../../protocol/listing.ts";
import { encodeStatus, ok } from "../../protocol/status.ts";
import { capabilityLines } from "../capabilities.ts";
import { command } from "../command.ts";

/** CAPA (RFC 2449 §5). Legal in both states, and different in them. */
export const capa = command({
  keyword: "CAPA",
  states: ["AUTHORIZATION", "TRANSACTION"],
  args: noArgument,
  traced: "nothing",
  run(state, _, session) {
    const statusLine = encodeStatus(ok("capability list follows"));
    return { reply: { parts: encodeLines(statusLine, capabilityLines(session, state)) } };
  },
});
