/** The lines an MTA puts before a message it pipes (Postfix flags F and R, Exim's return_path_add): an envelope, not part of the message. */
export interface EnvelopeLines {
  /** The sender they name; empty for the null sender, null where they name none. */
  readonly sender: string | null;
  /** How many octets they are. */
  readonly octets: number;
}

const fromLine = /^From ([^\r\n]*)\r?\n/;
const returnPath = /^Return-Path:[ \t]*<?([^<>\r\n]*)>?[ \t]*\r?\n/i;

/** How many octets of a message are enough to find them. */
export const envelopeOctets = 4096;

/** `head`: the first octets of the message, one character each. */
export function readEnvelopeLines(head: string): EnvelopeLines {
  const from = fromLine.exec(head);
  const [fromText = "", fromSender = ""] = from ?? [];
  const path = returnPath.exec(head.slice(fromText.length));
  const octets = fromText.length + (path?.[0].length ?? 0);
  if (path !== null) return { sender: (path[1] ?? "").trim(), octets };
  if (from === null) return { sender: null, octets };
  const [word = ""] = fromSender.split(" ");
  return { sender: word === "MAILER-DAEMON" || word === "<>" ? "" : word, octets };
}
