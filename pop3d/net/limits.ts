/** What one daemon bears. Times in milliseconds; each limit is logged when it is hit. */
export interface ConnectionLimits {
  /** Connections in all, over every worker and listener. */
  readonly maxConnections: number;
  /** Connections of one address; this machine itself is spared. */
  readonly maxConnectionsPerAddress: number;
  /** Silence after which a signed-in session is ended (RFC 1939 §3: ten minutes at least), counted while a command is awaited. */
  readonly autologoutMs: number;
  /** The same before sign-in. */
  readonly signInMs: number;
  /** Handshake of TLS. */
  readonly handshakeMs: number;
  /** How long a client may take nothing of what is being sent to it. */
  readonly stallMs: number;
  /** How long a client may leave its side open after ours was closed. */
  readonly lingerMs: number;
  /** Pipelined octets taken in while a command is being answered; beyond that the socket is not read. */
  readonly maxBufferedOctets: number;
}

export const defaultLimits: ConnectionLimits = {
  maxConnections: 5_000,
  maxConnectionsPerAddress: 100,
  autologoutMs: 10 * 60_000,
  signInMs: 60_000,
  handshakeMs: 30_000,
  stallMs: 60_000,
  lingerMs: 5_000,
  maxBufferedOctets: 64 * 1024,
};
