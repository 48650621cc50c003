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
  /** Who may sign in without TLS. It holds for every mechanism: SCRAM hides the password, but not the mail. */
  readonly cleartext: CleartextPolicy;
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
   * EXPIRE of CAPA (RFC 2449 §6.7), at most: a number of days; "NEVER", so that rules alone decide; null to say nothing.
   */
  readonly expireDays: number | "NEVER" | null;
  /** What the rules make of EXPIRE and LOGIN-DELAY before anybody has signed in. */
  readonly announced: AnnouncedRetention;
  /** IMPLEMENTATION of CAPA (RFC 2449 §6.9), told only after sign-in; null to say nothing. */
  readonly implementation: string | null;
  readonly offersScram: boolean;
  /** Whose tokens OAUTHBEARER and XOAUTH2 believe; null: these are not offered. */
  readonly oidcIssuer: string | null;
  /** What a client that is not in UTF8 mode gets of mail with UTF-8 in its header (RFC 6856 §2). */
  readonly utf8Mail: "serve" | "refuse";
  /** What one account may retrieve within an hour; null: as much as it likes. */
  readonly maxMessagesPerHour: number | null;
  readonly maxOctetsPerHour: number | null;
}

/** `now` in milliseconds since 1970: what is allowed for a time ends by itself. */
export interface CleartextPolicy {
  /** Whether a client that comes from there may, whoever it is. */
  allowsFrom(peer: Peer, now: number): boolean;
  /** Whether somebody in particular may, from anywhere; who, `allowsName` tells. */
  allowsSomebody(now: number): boolean;
  /** Whether who signs in by this name may, from anywhere. */
  allowsName(name: string, now: number): boolean;
}

const toNobody = { allowsSomebody: () => false, allowsName: () => false };

/** The policies that need no list. */
export const plainCleartext = {
  never: { allowsFrom: () => false, ...toNobody },
  loopback: { allowsFrom: ({ isLoopback }) => isLoopback, ...toNobody },
  always: { allowsFrom: () => true, ...toNobody },
} as const satisfies Readonly<Record<string, CleartextPolicy>>;

/** The most cautious values that any account may have, and whether they differ from account to account. */
export interface AnnouncedRetention {
  readonly expireDays: number | null;
  readonly expireDiffers: boolean;
  readonly loginDelaySeconds: number | null;
  readonly loginDelayDiffers: boolean;
}

/** The settings a session's policy is made of, under their own names. */
export interface PolicySettings
  extends Omit<SessionPolicy, "tls" | "hasCertificate" | "cleartext" | "implementation" | "announced"> {
  readonly showImplementation: boolean;
  /** What holds where no rule says anything. */
  readonly loginDelaySeconds: number | null;
}

export function sessionPolicyOf(
  settings: PolicySettings,
  { tls, cleartext }: Pick<SessionPolicy, "tls" | "cleartext">,
  hasCertificate: boolean,
  announced: AnnouncedRetention = {
    expireDays: null,
    expireDiffers: false,
    loginDelaySeconds: settings.loginDelaySeconds,
    loginDelayDiffers: false,
  },
): SessionPolicy {
  return {
    hostname: settings.hostname,
    tls,
    hasCertificate,
    cleartext,
    maxLineOctets: settings.maxLineOctets,
    maxProtocolErrors: settings.maxProtocolErrors,
    maxSignInFailures: settings.maxSignInFailures,
    signInFailureDelayMs: settings.signInFailureDelayMs,
    expireDays: settings.expireDays,
    announced,
    implementation: settings.showImplementation ? "Popdesk" : null,
    offersScram: settings.offersScram,
    oidcIssuer: settings.oidcIssuer,
    utf8Mail: settings.utf8Mail,
    maxMessagesPerHour: settings.maxMessagesPerHour,
    maxOctetsPerHour: settings.maxOctetsPerHour,
  };
}

/** What is looked at, of this moment. */
interface Circumstances {
  readonly policy: SessionPolicy;
  readonly peer: Peer;
  readonly now: number;
}

/** Whether this client may sign in on the connection as it is now, whoever it is. */
export function maySignIn({ policy, peer, now }: Circumstances): boolean {
  return peer.tlsVersion !== null || policy.cleartext.allowsFrom(peer, now);
}

/** The same where a name stands already: an exception may be for one account alone. */
export function maySignInAs(name: string, circumstances: Circumstances): boolean {
  return maySignIn(circumstances) || circumstances.policy.cleartext.allowsName(name, circumstances.now);
}

/** Whether USER may be worth trying: it tells the name before the password, so others than the one meant can be stopped in time. */
export function mayTryUser(circumstances: Circumstances): boolean {
  return maySignIn(circumstances) || circumstances.policy.cleartext.allowsSomebody(circumstances.now);
}

/** Whether STLS would be obeyed now (RFC 2595 §4: never inside TLS). */
export function mayStartTls(policy: SessionPolicy, peer: Peer): boolean {
  return policy.tls === "starttls" && policy.hasCertificate && peer.tlsVersion === null;
}
