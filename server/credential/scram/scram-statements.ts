import type { PostgresQuery } from "../../statement/postgresql/postgres.ts";
import type { Read, Write } from "../../statement/statement.ts";
import { type SignInRules, signInRuleColumns, signInRuleTables } from "../account-statements.ts";

/** What SCRAM asks of an account that is not being deleted. */
export interface ScramAccount extends SignInRules {
  readonly passwordHash: string;
  /** Sealed; null where no password was seen yet. */
  readonly scramVerifier: Uint8Array | null;
}

const select = `SELECT ${signInRuleColumns}, a."passwordHash", a."scramVerifier"
  FROM ${signInRuleTables} WHERE a."deletedAt" IS NULL AND a."address" = `;

/** By its canonical address; undefined where there is none. */
export const scramAccountNamed: Read<string, ScramAccount | undefined> = {
  sqlite(database) {
    const statement = database.prepare<[string], ScramAccount>(`${select}?`);
    return (address) => statement.get(address);
  },
  async postgresql(query: PostgresQuery, address) {
    const [account] = await query<ScramAccount>(`${select}$1`, [address]);
    return account;
  },
};

export interface ScramAppPassword {
  readonly id: number;
  readonly allowedNetworks: string;
  /** Milliseconds. */
  readonly expiresAt: number | null;
  readonly scramVerifier: Uint8Array;
}

const selectApp = `SELECT "id", "allowedNetworks", "expiresAt", "scramVerifier" FROM "AppPassword"
  WHERE "revokedAt" IS NULL AND "scramVerifier" IS NOT NULL AND "accountId" = `;

/** Those of an account that were not revoked: as many as server/app-password lets it have. */
export const scramAppPasswordsOf: Read<number, readonly ScramAppPassword[]> = {
  sqlite(database) {
    const statement = database.prepare<[number], ScramAppPassword>(`${selectApp}?`);
    return (accountId) => statement.all(accountId);
  },
  postgresql: (query: PostgresQuery, accountId) => query<ScramAppPassword>(`${selectApp}$1`, [accountId]),
};

export interface KeptVerifier {
  readonly id: number;
  /** The hash of the password that the verifier was made of. */
  readonly passwordHash: string;
  readonly sealed: Uint8Array;
}

const update = (from: (place: number) => string) =>
  `UPDATE "Account" SET "scramVerifier" = ${from(1)}
   WHERE "id" = ${from(2)} AND "scramVerifier" IS NULL AND "passwordHash" = ${from(3)}`;

/** Nothing is kept where there is one already, or where the password was changed meanwhile: that one brought its own. */
export const keepVerifier: Write<KeptVerifier, void> = {
  name: "keep-scram-verifier",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const statement = database.prepare<[Uint8Array, number, string]>(update(() => "?"));
    return ({ id, passwordHash, sealed }) => void statement.run(sealed, id, passwordHash);
  },
  async postgresql({ query }, { id, passwordHash, sealed }) {
    await query(
      update((place) => `$${place}`),
      [Buffer.from(sealed), id, passwordHash],
    );
  },
};

export interface KeptAppVerifier {
  /** AppPassword.id. */
  readonly id: number;
  readonly sealed: Uint8Array;
}

const updateApp = (from: (place: number) => string) =>
  `UPDATE "AppPassword" SET "scramVerifier" = ${from(1)}
   WHERE "id" = ${from(2)} AND "scramVerifier" IS NULL AND "revokedAt" IS NULL`;

/** Nothing is kept where there is one already, or where it was revoked meanwhile. */
export const keepAppVerifier: Write<KeptAppVerifier, void> = {
  name: "keep-app-verifier",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const statement = database.prepare<[Uint8Array, number]>(updateApp(() => "?"));
    return ({ id, sealed }) => void statement.run(sealed, id);
  },
  async postgresql({ query }, { id, sealed }) {
    await query(
      updateApp((place) => `$${place}`),
      [Buffer.from(sealed), id],
    );
  },
};
