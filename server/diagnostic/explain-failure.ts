import type { Place } from "./line-client.ts";
import type { TrialFailure } from "./schema.ts";

/** A connection that failed, in sentences. */
export function explainConnection(error: unknown, place: Place): TrialFailure {
  const where = "path" in place ? place.path : `${place.host} port ${place.port}`;
  const { code = "", message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return {
        what: `Nothing answers at ${where}.`,
        why: "The listener is switched off, could not be opened, or the mail daemon is not running.",
        remedy: "See under Listeners what the daemon says about it.",
      };
    case "EACCES":
      return {
        what: `The console may not use ${where}.`,
        why: "Its user has no right to the socket.",
        remedy: "Start console and daemon as the same user, or choose another path.",
      };
    case "ETIMEDOUT":
      return {
        what: `${where} does not answer in time.`,
        why: "Something accepts the connection or drops it silently: a firewall, or a daemon that is overloaded.",
        remedy: "Look at the firewall of this machine, then try again.",
      };
    case "ECONNRESET":
    case "EPIPE":
      return {
        what: `${where} closed the connection.`,
        why: "A limit was reached, or another program than Popdesk has this port.",
        remedy: "See under Sessions how it ended, and under Listeners who has the port.",
      };
    default:
      return {
        what: code.startsWith("ERR_SSL") ? `No TLS at ${where}.` : `${where} cannot be reached.`,
        why: message,
        remedy: "See under Listeners what the daemon says about it.",
      };
  }
}

/** A refusal the server gave to a sign-in, by its response code (RFC 2449 §8, RFC 3206). */
export function explainRefusal(command: string, answer: string): TrialFailure {
  const what = `${command} was refused: ${answer}`;
  const code = /\[([A-Z/-]+)\]/i.exec(answer)?.[1]?.toUpperCase();
  switch (code) {
    case "AUTH":
      return {
        what,
        why: "The password does not belong to this account, or the account may not sign in.",
        remedy: "Set a new password for the account and try again with it.",
      };
    case "IN-USE":
      return {
        what,
        why: "Another session has this maildrop open. POP3 lets one in at a time.",
        remedy: "Wait until it is done, or end it under Sessions.",
      };
    case "LOGIN-DELAY":
      return { what, why: "The last sign-in was too short a time ago.", remedy: "Wait a little, then try again." };
    case "SYS/TEMP":
      return {
        what,
        why: "The daemon could not do its work just now: disk or database.",
        remedy: "Look at the disk space above and at the daemon's log, then try again.",
      };
    default:
      return { what, why: "The server did not say more.", remedy: "Look at the daemon's log." };
  }
}
