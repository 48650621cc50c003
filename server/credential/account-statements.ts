import type { PostgresQuery } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";

/** What decides, beside the password, whether somebody may sign in to an account. */
export interface SignInRules {
  readonly id: number;
  readonly address: string;
  /** 0 and 1 on SQLite. */
  readonly canSignIn: boolean | number;
  readonly onlyAppPasswords: boolean | number;
  /** CIDR, a comma between; empty: the domain's. */
  readonly allowedNetworks: string;
  readonly domainNetworks: string;
  readonly domainId: number;
  /** Version of the source outside that knows the password (server/password-source); null: this database does. */
  readonly passwordSource: string | null;
}

/** What signing in asks of an account that is not being deleted. */
export interface SignInAccount extends SignInRules {
  /** Our own or another server's; empty where none was set. */
  readonly passwordHash: string;
  readonly hasScramVerifier: boolean | number;
  /** The app password that was asked for; null where the account has no such. */
  readonly appPasswordId: number | null;
  readonly appPasswordNetworks: string | null;
  /** Milliseconds. */
  readonly appPasswordExpiresAt: number | null;
  readonly appPasswordRevokedAt: number | null;
  readonly appPasswordHasVerifier: boolean | number | null;
}

export interface SignInName {
  /** Canonical. */
  readonly address: string;
  /** As server/app-password/secret.ts hashes it; empty where what was given is none. */
  readonly appPasswordHash: string;
}

export const signInRuleColumns = `a."id", a."address", a."canSignIn", a."onlyAppPasswords", a."allowedNetworks",
  d."allowedNetworks" AS "domainNetworks", a."domainId", s."version" AS "passwordSource"`;
export const signInRuleTables = `"Account" a JOIN "Domain" d ON d."id" = a."domainId"
  LEFT JOIN "PasswordSource" s ON s."domainId" = a."domainId"`;

const select = (hash: string, address: string) => `SELECT ${signInRuleColumns}, a."passwordHash",
    a."scramVerifier" IS NOT NULL AS "hasScramVerifier", p."id" AS "appPasswordId", p."allowedNetworks" AS "appPasswordNetworks",
    p."expiresAt" AS "appPasswordExpiresAt", p."revokedAt" AS "appPasswordRevokedAt",
    p."scramVerifier" IS NOT NULL AS "appPasswordHasVerifier"
  FROM ${signInRuleTables}
  LEFT JOIN "AppPassword" p ON p."hash" = ${hash} AND p."accountId" = a."id"
  WHERE a."deletedAt" IS NULL AND a."address" = ${address}`;

/** By its canonical address; undefined where there is none. */
export const accountNamed: Read<SignInName, SignInAccount | undefined> = {
  sqlite(database) {
    const statement = database.prepare<[string, string], SignInAccount>(select("?", "?"));
    return ({ address, appPasswordHash }) => statement.get(appPasswordHash, address);
  },
  async postgresql(query: PostgresQuery, { address, appPasswordHash }) {
    const [account] = await query<SignInAccount>(select("$1", "$2"), [appPasswordHash, address]);
    return account;
  },
};
