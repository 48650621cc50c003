import type { Sizes } from "../messages.ts";

export const mailDomain = "bench.example";
export const password = "correct horse battery";

/** Accounts are u000001@bench.example and so on; all have one password. */
export function addressOf(number: number): string {
  return `u${String(number).padStart(6, "0")}@${mailDomain}`;
}

/**
 * How passwords are kept. "argon2id": by both servers, at Popdesk's cost (19 MiB, 2 passes). "costly": by both, at the cost that is
 * Dovecot's default (64 MiB, 3 passes). "plain": Dovecot compares clear text, the cheapest there is,
 * while Popdesk hashes as always. "cheap": the same, and Popdesk's hash costs next to nothing; for rows that do not measure sign-ins.
 */
export type Passwords = "argon2id" | "costly" | "plain" | "cheap";

export interface Filling {
  readonly firstAccount?: number;
  readonly accounts: number;
  /** For each account. */
  readonly messages: number;
  readonly sizes: Sizes;
}

/** A server under load, with a folder of its own. Several may run side by side. */
export interface MailServer {
  readonly name: "Popdesk" | "Dovecot";
  /** The process whose tree is measured. */
  readonly pid: number;
  readonly ports: { readonly pop3: number; readonly pop3s: number; readonly lmtp: number };
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The first `count` accounts; those that are there already stay. */
  addAccounts(count: number, passwords: Passwords): Promise<void>;
  /** Puts messages into maildrops as quickly as it can, running or not. */
  fill(filling: Filling): Promise<void>;
}
