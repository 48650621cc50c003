import type { PostgresQuery } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";

/** What signing in asks of an account that is not being deleted. */
export interface SignInAccount {
  readonly id: number;
  readonly address: string;
  /** PHC string; empty where none was set. */
  readonly passwordHash: string;
  /** 0 and 1 on SQLite. */
  readonly canSignIn: boolean | number;
  readonly hasScramVerifier: boolean | number;
}

const select = `SELECT "id", "address", "passwordHash", "canSignIn", "scramVerifier" IS NOT NULL AS "hasScramVerifier"
  FROM "Account" WHERE "deletedAt" IS NULL AND "address" = `;

/** By its canonical address; undefined where there is none. */
export const accountNamed: Read<string, SignInAccount | undefined> = {
  sqlite(database) {
    const statement = database.prepare<[string], SignInAccount>(`${select}?`);
    return (address) => statement.get(address);
  },
  async postgresql(query: PostgresQuery, address) {
    const [account] = await query<SignInAccount>(`${select}$1`, [address]);
    return account;
  },
};
