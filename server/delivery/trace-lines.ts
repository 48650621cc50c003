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
  /** Version and cipher, e.g. "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384"; null in the clear. */
  readonly tls: string | null;
  readonly id: string;
  readonly at: Date;
}

/** The lines put before a delivered message: Return-Path, Delivered-To, Received; in wire form. */
export function traceLines(trace: Trace): Uint8Array {
  const { sender, recipient, client, remoteAddress, hostname, protocol, tls, id, at } = trace;
  const from = remoteAddress === null ? client : `${client} (${addressLiteral(remoteAddress)})`;
  return Buffer.from(
    `Return-Path: <${sender}>\r\n` +
      `Delivered-To: ${recipient}\r\n` +
      `Received: from ${from}\r\n` +
      (tls === null ? "" : `\t(using ${tls})\r\n`) +
      `\tby ${hostname} (Popdesk) with ${protocol} id ${id}\r\n` +
      `\tfor <${recipient}>; ${mailDate(at)}\r\n`,
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
