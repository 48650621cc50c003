/** Who brought a message, by the lines our delivery put before it (server/delivery/trace-lines.ts); all empty where it put none. */
export interface DeliveryFacts {
  readonly envelopeSender: string;
  readonly recipient: string;
  readonly protocol: string;
  readonly client: string;
  readonly clientAddress: string;
  readonly deliveryId: string;
}

/** The mail server that queued a message last before us. */
export interface QueueFacts {
  readonly queueHost: string;
  readonly queueId: string;
}

const mostCharacters = 255;
const cut = (text = "") => text.slice(0, mostCharacters);

const traced = new RegExp(
  [
    /^Return-Path: <(?<sender>[^\r\n]*)>\r\n/.source,
    /Delivered-To: (?<recipient>[^\r\n]*)\r\n/.source,
    /Received: from (?<client>[^\r\n]*?)(?: \(\[(?:IPv6:)?(?<address>[^\]\r\n]+)\]\))?\r\n/.source,
    /(?:\t\(using [^\r\n]*\)\r\n)?/.source,
    /\tby [^\r\n]* \(Popdesk\) with (?<protocol>\S+) id (?<id>\S+)\r\n/.source,
    /\tfor <[^\r\n]*\r\n/.source,
  ].join(""),
);

/** `prefix`: what our delivery wrote, nobody else. */
export function deliveryFacts(prefix: string): DeliveryFacts {
  const { sender, recipient, client, address, protocol, id } = traced.exec(prefix)?.groups ?? {};
  return {
    envelopeSender: cut(sender),
    recipient: cut(recipient),
    protocol: cut(protocol),
    client: cut(client),
    clientAddress: cut(address),
    deliveryId: cut(id),
  };
}

/** The lines of our delivery at the beginning of a stored message; empty where it has none. */
export function ownLines(header: string): string {
  const [lines = ""] = traced.exec(header) ?? [];
  return lines;
}

/**
 * From the newest Received field of the message itself: the server that handed it to us wrote it, or, where none did, whoever sent the message.
 * `header`: in wire form, without our own lines.
 */
export function queueFacts(header: string): QueueFacts {
  const end = header.indexOf("\r\n\r\n");
  const lines = `\r\n${end === -1 ? header : header.slice(0, end)}\r\n`;
  const [, field = ""] = /\r\nReceived:((?:[^\r\n]|\r\n[ \t])*)/i.exec(lines) ?? [];
  // Comments may hold anything, also "by" and "id".
  const plain = field.replaceAll(/\([^()]*\)/g, " ");
  return { queueHost: cut(/\bby\s+([^\s;]+)/i.exec(plain)?.[1]), queueId: cut(/\bid\s+([^\s;]+)/i.exec(plain)?.[1]) };
}
