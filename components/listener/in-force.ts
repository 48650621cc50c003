import type { ListenerView, ListenerWish } from "#server/listener/schema.ts";
import { isExposed, isLoopbackAlone } from "./words.ts";

/** What is in force, in sentences a colleague could check: only what the daemon has opened counts. */
export function sentencesInForce(listeners: readonly ListenerView[]): string[] {
  const open = listeners.filter(({ isEnabled, facts }) => isEnabled && facts.some(({ state }) => state === "bound"));
  return [pop3Sentence(open), cleartextSentence(open), lmtpSentence(open)];
}

function pop3Sentence(open: readonly ListenerWish[]): string {
  const pop3 = open.filter(({ protocol }) => protocol === "pop3");
  if (pop3.length === 0) return "No mail program can collect mail: no POP3 listener is open.";
  const ways = [
    ...ports(
      "TLS from the first octet on",
      pop3.filter(({ tls }) => tls === "implicit"),
    ),
    ...ports(
      "STLS on",
      pop3.filter(({ tls }) => tls === "starttls"),
    ),
    ...ports(
      "no TLS at all on",
      pop3.filter(({ tls }) => tls === "none"),
    ),
  ];
  return `Mail programs collect mail with ${list(ways)}.`;
}

function cleartextSentence(open: readonly ListenerWish[]): string {
  const clear = open.filter(({ protocol, tls }) => protocol === "pop3" && tls !== "implicit");
  const exposed = clear.filter(isExposed);
  if (exposed.length > 0) {
    return `Passwords may cross the network in the clear on ${list(ports("", exposed))}: anyone on the way can read them.`;
  }
  const allowing = clear.filter(({ cleartextSignIn }) => cleartextSignIn === "networks");
  const networks = [...new Set(allowing.flatMap(({ cleartextNetworks }) => cleartextNetworks.split(",")))];
  const beyond = networks.filter((network) => !isLoopbackAlone(network));
  if (beyond.length > 0) {
    return `Passwords may cross the networks ${list(beyond)} in the clear, and no others.`;
  }
  if (networks.length > 0) {
    return "No password crosses the network in the clear; only programs on this machine may sign in without TLS.";
  }
  return "Nobody can sign in without TLS.";
}

function lmtpSentence(open: readonly ListenerWish[]): string {
  const lmtp = open.filter(({ protocol }) => protocol === "lmtp");
  if (lmtp.length === 0) return "No mail comes in: no LMTP listener is open.";
  const places = lmtp.map(
    ({ address, port, socketPath }) =>
      socketPath ?? `${address === "*" ? "port" : `${address}:`}${address === "*" ? " " : ""}${port}`,
  );
  return `Mail comes in by LMTP on ${list(places)}.`;
}

function ports(lead: string, wishes: readonly ListenerWish[]): string[] {
  if (wishes.length === 0) return [];
  const numbers = wishes.map(({ port }) => String(port));
  return [`${lead} port${numbers.length > 1 ? "s" : ""} ${list(numbers)}`.trim()];
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
