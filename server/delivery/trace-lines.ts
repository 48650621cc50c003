/** What a delivery agent knows of one delivery (RFC 5321 §4.4). */
export interface Trace {
  /** Reverse-path; empty for the null sender. */
  readonly sender: string;
  /** The address this copy was sent to, before aliases. */
  readonly recipient: string;
  /** What the client called itself. */
  readonly client: string;
  /** Its IP address; null within this machine. */
  readonly remoteAddress: string | null;
  readonly hostname: string;
  /** "LMTP", "LMTPS", "UTF8LMTP", "UTF8LMTPS" (RFC 3848, RFC 6531), or "local". */
  readonly protocol: string;
  readonly id: string;
  readonly at: Date;
}

/** The lines put before a delivered message: Return-Path, Delivered-To, Received; in wire form. */
export function traceLines(trace: Trace): Uint8Array {
  const from = trace.remoteAddress === null ? trace.client : `${trace.client} (${addressLiteral(trace.remoteAddress)})`;
  return new TextEncoder().encode(
    [
      `Return-Path: <${trace.sender}>`,
      `Delivered-To: ${trace.recipient}`,
      `Received: from ${from}`,
      `\tby ${trace.hostname} (Popdesk) with ${trace.protocol} id ${trace.id}`,
      `\tfor <${trace.recipient}>; ${mailDate(trace.at)}`,
      "",
    ].join("\r\n"),
  );
}

/** `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3). */
function addressLiteral(address: string): string {
  return address.includes(":") ? `[IPv6:${address}]` : `[${address}]`;
}

/** RFC 5322 §3.3, in UTC. */
function mailDate(at: Date): string {
  return at.toUTCString().replace(/GMT$/, "+0000");
}
