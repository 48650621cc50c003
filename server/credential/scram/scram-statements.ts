import type { PostgresQuery } from "../../statement/postgresql/postgres.ts";
import type { Read } from "../../statement/statement.ts";

/** What SCRAM asks of an account that is not being deleted. */
export interface ScramAccount {
  readonly id: number;
  readonly address: string;
  /** Sealed; null where no password was seen yet. */
  readonly scramVerifier: Uint8Array | null;
  /** 0 and 1 on SQLite. */
  readonly canSignIn: boolean | number;
}

const select = `SELECT "id", "address", "scramVerifier", "canSignIn"
  FROM "Account" WHERE "deletedAt" IS NULL AND "address" = `;

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
