import type { LockRow } from "../lock/schema.ts";
import type { Finding } from "../protection/explain-address.ts";

/** Whom an explanation is about. */
export interface ExplainedAccount {
  readonly id: number;
  readonly address: string;
  readonly hasPassword: boolean;
  /** Its domain, where a directory or PAM knows the passwords; null: they are known here. */
  readonly sourceDomainId: number | null;
  readonly canSignIn: boolean;
  readonly onlyAppPasswords: boolean;
  /** CIDR, a comma between; empty: the domain's, and where that has none, from everywhere. */
  readonly allowedNetworks: string;
  readonly domainName: string;
  readonly domainNetworks: string;
  readonly lastSignInAt: Date | null;
}

/** What fixes are made of. */
export interface Facts {
  /** Canonical; null where none was asked about. */
  readonly address: string | null;
  readonly remoteAddress: string | null;
  readonly account: ExplainedAccount | null;
  readonly aliasOf: { readonly id: number; readonly address: string } | null;
  /** Who has the maildrop. */
  readonly holder: LockRow | null;
  readonly rules: readonly Extract<Finding, { kind: "allow" | "deny" }>[];
  readonly blocks: readonly Extract<Finding, { kind: "block" }>[];
  /** Waits that are not over. */
  readonly waits: readonly Extract<Finding, { kind: "throttle" }>[];
}
