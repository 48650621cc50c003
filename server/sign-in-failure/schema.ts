import { z } from "zod";
import type { SignInRefusal } from "../credential/sign-in.ts";
import type { TokenRefusal } from "../credential/token/token-sign-ins.ts";
import { listPage, rowId } from "../input/schema.ts";

/** What the daemon refuses a sign-in for beside what it finds out about who signs in. */
export type DaemonRefusal =
  | "throttled"
  | "in-use"
  | "login-delay"
  | "storage-trouble"
  | "tls-required"
  | "mechanism-not-offered"
  | "for-another-account"
  | "mechanisms-altered"
  | "other-tls-connection"
  | "certificate-refused"
  | "tls-not-spoken"
  | "no-common-tls"
  | "tls-handshake-failed"
  | "connections"
  | "connections-per-address"
  | "open-files";

/** Everything the daemon refuses a sign-in for. Each is explained to administrators: server/explanation/explanations.ts. */
export type FailureReason = SignInRefusal["because"] | TokenRefusal["because"] | DaemonRefusal;

/**
 * Why sign-ins are refused, as the table says it; each with a sentence for administrators. Rows of
 * another version may have other reasons: those are shown as they are called.
 */
export const failureReasons = {
  "wrong-password": "wrong password",
  "unknown-account": "no such account",
  "no-password": "the account has no password",
  "sign-in-off": "right password, but POP3 sign-in is switched off for the account",
  "network-not-allowed": "right password, but not from an allowed network",
  "too-many-at-once": "too many passwords were being checked at that moment",
  throttled: "held back: too many wrong passwords from there",
  "not-offered": "sign-in with tokens is not set up",
  "not-believed": "a token that is over, or that the issuer did not sign",
  "no-address": "a token without an address",
  "for-another": "a token for another address",
  "app-password-revoked": "an app password that was revoked",
  "app-password-over": "an app password that is over",
  "only-app-passwords": "right password, but the account signs in with app passwords only",
  "source-away": "the directory that knows the password could not be asked",
  "not-in-directory": "the directory that knows the passwords knows nobody by this address",
  "several-in-directory": "the directory that knows the password has several people by this address",
  "scram-with-source":
    "SCRAM, where a directory knows the password: the mail program must use USER and PASS, PLAIN or LOGIN",
  "issuer-away": "the issuer of tokens could not be reached",
  "in-use": "right password, but another session had the maildrop open",
  "login-delay": "right password, but too soon after the last sign-in",
  "storage-trouble": "trouble of ours: disk or database",
  "tls-required": "without TLS, which this listener does not allow",
  "mechanism-not-offered": "by a mechanism that is not offered",
  "for-another-account": "in the name of another account",
  "mechanisms-altered": "the list of mechanisms was altered on its way",
  "other-tls-connection": "bound to another TLS connection",
  "certificate-refused": "the mail program did not accept the certificate",
  "tls-not-spoken": "no TLS on a port that begins with TLS",
  "no-common-tls": "no TLS version or cipher in common",
  "tls-handshake-failed": "the TLS handshake came to nothing",
  connections: "too many connections in all",
  "connections-per-address": "too many connections from this address",
  "open-files": "the daemon may open no more files",
} as const satisfies Readonly<Record<FailureReason, string>>;

export function isFailureReason(reason: string): reason is FailureReason {
  return Object.hasOwn(failureReasons, reason);
}

export function reasonText(reason: string): string {
  return (failureReasons as Readonly<Record<string, string>>)[reason] ?? reason.replaceAll("-", " ");
}

/** What refused sign-ins are looked for by. */
export const failureList = listPage.extend({
  accountId: rowId.optional().catch(undefined),
  /** CIDR or IP address, as the rows have it. */
  from: z.string().trim().max(60).optional().catch(undefined),
});
export type FailureList = z.output<typeof failureList>;

/** Refused sign-ins of one kind within an hour. */
export interface FailureView {
  /** Empty: a name that is no address here, or too many to keep apart. */
  readonly address: string;
  readonly accountId: number | null;
  /** Empty: a unix socket, or too many to keep apart. */
  readonly remoteAddress: string;
  readonly network: string;
  readonly listenerId: number | null;
  /** Null in the clear. */
  readonly tlsVersion: string | null;
  readonly mechanism: string;
  readonly reason: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}
