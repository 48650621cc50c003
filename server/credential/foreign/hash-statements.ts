import type { Write } from "../../statement/statement.ts";

export interface UpgradedHash {
  readonly id: number;
  /** The hash that the password has fitted. */
  readonly passwordHash: string;
  /** Of the same password. */
  readonly upgraded: string;
}

const update = (from: (place: number) => string) =>
  `UPDATE "Account" SET "passwordHash" = ${from(1)} WHERE "id" = ${from(2)} AND "passwordHash" = ${from(3)} AND "deletedAt" IS NULL`;

/** Whether it was written: not where the password was changed meanwhile. */
export const keepHash: Write<UpgradedHash, boolean> = {
  name: "keep-hash",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const statement = database.prepare<[string, number, string]>(update(() => "?"));
    return ({ id, passwordHash, upgraded }) => statement.run(upgraded, id, passwordHash).changes > 0;
  },
  async postgresql({ query }, { id, passwordHash, upgraded }) {
    const rows = await query(`${update((place) => `$${place}`)} RETURNING "id"`, [upgraded, id, passwordHash]);
    return rows.length > 0;
  },
};
