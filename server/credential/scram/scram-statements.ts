import type { PostgresQuery } from "../../statement/postgresql/postgres.ts";
import type { Read, Write } from "../../statement/statement.ts";

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
