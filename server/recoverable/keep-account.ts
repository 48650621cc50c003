import { forUpdate } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";

export interface KeptAccount {
  readonly id: number;
  readonly domainId: number;
  readonly address: string;
  readonly isDeleted: boolean;
  readonly messageCount: number;
  readonly octets: number;
  readonly quotaMessages: number | null;
  readonly quotaOctets: number | null;
}

/** The account, kept from every other change of its mail until the transaction ends; null where it is gone. */
export async function keepAccount(tx: Tx, store: Store, id: number): Promise<KeptAccount | null> {
  const engine = engineOf(store.environment.databaseUrl);
  const [row] = await tx.$queryRawUnsafe<Record<string, unknown>[]>(
    `SELECT "address", "domainId", "deletedAt" IS NOT NULL AS "isDeleted", "messageCount", "octets", "quotaMessages", "quotaOctets"
     FROM "Account" WHERE "id" = ${engine === "sqlite" ? "?" : "$1"} ${forUpdate[engine]}`,
    id,
  );
  if (row === undefined) return null;
  const limit = (value: unknown) => (value === null ? null : Number(value));
  return {
    id,
    domainId: Number(row.domainId),
    address: String(row.address),
    isDeleted: Boolean(Number(row.isDeleted)),
    messageCount: Number(row.messageCount),
    octets: Number(row.octets),
    quotaMessages: limit(row.quotaMessages),
    quotaOctets: limit(row.quotaOctets),
  };
}
