import type { Settings } from "#server/setting/schema.ts";

/** What one daemon bears of its clients, times in milliseconds. Asked at each use: the settings are hot, also for open connections. */
export interface ConnectionLimits {
  /** Connections of mail programs in all, over every worker and listener. */
  readonly maxConnections: number;
  /** Of one address; this machine itself is spared. */
  readonly maxConnectionsPerAddress: number;
  /** Connections of the MTA, over every worker and listener. */
  readonly maxLmtpConnections: number;
  /** Of the public web, over every worker and listener. */
  readonly maxWebConnections: number;
  /** Silence after which a signed-in session is ended (RFC 1939 §3: ten minutes at least), counted while a command is awaited. */
  readonly autologoutMs: number;
  /** The same before sign-in. */
  readonly signInMs: number;
  /** Handshake of TLS, and the PROXY header before it. */
  readonly handshakeMs: number;
  /** How long a client may take nothing of what is being sent to it. */
  readonly stallMs: number;
  /** How long a client may leave its side open after ours was closed. */
  readonly lingerMs: number;
  /** Pipelined octets taken in while a command is being answered; beyond that the socket is not read. */
  readonly maxPipelinedOctets: number;
}

const lingerMs = 5_000;

export function limitsOf(settings: Omit<Settings, "hostname">): ConnectionLimits {
  const { maxConnections, maxConnectionsPerAddress, maxLmtpConnections, maxWebConnections, maxPipelinedOctets } =
    settings;
  return {
    maxConnections,
    maxConnectionsPerAddress,
    maxLmtpConnections,
    maxWebConnections,
    maxPipelinedOctets,
    autologoutMs: settings.autologoutSeconds * 1000,
    signInMs: settings.signInSeconds * 1000,
    handshakeMs: settings.handshakeSeconds * 1000,
    stallMs: settings.stallSeconds * 1000,
    lingerMs,
  };
}
