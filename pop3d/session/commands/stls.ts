import { noArgument } from "../../protocol/arguments.ts";
import { ok } from "../../protocol/status.ts";
import { command, protocolError } from "../command.ts";
import { mayStartTls } from "../policy.ts";

/**
 * STLS (RFC 2595 §4). An effect for the connection, which drops what it has read, shakes hands and calls tlsStarted.
 */
export const stls = command({
  keyword: "STLS",
  states: ["AUTHORIZATION"],
  args: noArgument,
  traced: "nothing",
  run(_, __, { policy, peer }) {
    if (peer.tlsVersion !== null) return protocolError("this connection is encrypted already");
    if (!mayStartTls(policy, peer)) return protocolError("STLS is not offered on this port");
    return { reply: ok("begin TLS negotiation"), afterwards: "start-tls" };
  },
});
