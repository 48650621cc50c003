import type { Peer } from "./backend.ts";

/**
 * What the listener and the settings say at this moment. Read afresh for every command, so a change reaches open
 * sessions.
 */
export interface SessionPolicy {
  /** Named in the greeting. */
  readonly hostname: string;
  /** How this listener does TLS. */
  readonly tls: "none" | "starttls" | "implicit";
  /** STLS is offered only with a certificate to show. */
  readonly hasCertificate: boolean;
  /** Where a password may cross the network readable: nowhere, within this machine, anywhere. */
  readonly cleartextSignIn: "never" | "loopback" | "always";
  /**
   * Longest command line, CRLF counted. RFC 2449 §4 asks for 255; long passwords want more. SASL responses have their
   * own limit.
   */
  readonly maxLineOctets: number;
  /** Protocol errors in a row after which the session is closed. */
  readonly maxProtocolErrors: number;
  /** Refused sign-ins after which the connection is closed. */
  readonly maxSignInFailures: number;
  /** Delay before the first refused sign-in is answered; doubles with each further one on the connection. */
  readonly signInFailureDelayMs: number;
  /**
   * EXPIRE of CAPA (RFC 2449 §6.7): the days mail is kept at least, "NEVER" where nothing expires, null to say nothing.
   */
  readonly expireDays: number | "NEVER" | null;
  /** LOGIN-DELAY of CAPA (RFC 2449 §6.5): seconds between sign-ins; null where there is no such limit. */
  readonly loginDelaySeconds: number | null;
  /** IMPLEMENTATION of CAPA (RFC 2449 §6.9), told only after sign-in; null to say nothing. */
  readonly implementation: string | null;
}

/** What holds until an administrator says otherwise; the listener adds hostname, tls and hasCertificate. */
export const defaultSessionPolicy = {
  cleartextSignIn: "loopback",
  maxLineOctets: 512,
  maxProtocolErrors: 10,
  maxSignInFailures: 5,
  signInFailureDelayMs: 500,
  expireDays: "NEVER",
  loginDelaySeconds: null,
  implementation: "Popdesk",
} as const satisfies Partial<SessionPolicy>;

/** Whether this client may send a password as it is on the connection as it is now. */
export function mayCleartextSignIn(policy: SessionPolicy, peer: Peer): boolean {
  if (peer.tlsVersion !== null || policy.cleartextSignIn === "always") return true;
  return policy.cleartextSignIn === "loopback" && peer.isLoopback;
}

/** Whether STLS would be obeyed now (RFC 2595 §4: never inside TLS). */
export function mayStartTls(policy: SessionPolicy, peer: Peer): boolean {
  return policy.tls === "starttls" && policy.hasCertificate && peer.tlsVersion === null;
}
