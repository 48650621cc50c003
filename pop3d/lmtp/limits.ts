/** What one LMTP client may ask for. */
export interface LmtpLimits {
  /** Longest message accepted, as it arrives; announced by SIZE (RFC 1870). */
  readonly maxMessageOctets: number;
  /** Longest command line, CRLF counted. RFC 5321 §4.5.3.1.4 asks for 512; UTF-8 addresses and parameters want more. */
  readonly maxLineOctets: number;
  readonly maxRecipients: number;
  /** Protocol errors in a row after which the connection is closed. */
  readonly maxProtocolErrors: number;
  /** For a whole command line, and for each piece of a message (RFC 5321 §4.5.3.2.7). */
  readonly idleMs: number;
}

export const defaultLmtpLimits: LmtpLimits = {
  maxMessageOctets: 100 * 1024 * 1024,
  maxLineOctets: 4096,
  maxRecipients: 1000,
  maxProtocolErrors: 10,
  idleMs: 5 * 60_000,
};
