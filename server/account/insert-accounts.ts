import type { PasswordColumns } from "../credential/password-columns.ts";
import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Engine } from "../database/url.ts";
import type { Db, Tx } from "../db.ts";
import type { Address } from "./address.ts";
import { searchTextOf } from "./search-text.ts";

/** A row to be; what is left out is as a new account has it. */
export interface NewAccountRow {
  readonly domainId: number;
  readonly name: Address;
  readonly displayName: string;
  readonly password?: PasswordColumns;
  readonly passwordAt?: Date;
  readonly canReceive?: boolean;
  readonly canSignIn?: boolean;
  /** Null or left out: no limit. */
  readonly quotaOctets?: number | null;
  readonly quotaMessages?: number | null;
  readonly lastSignInAt?: Date;
  readonly createdAt: Date;
}

/**
 * Makes many accounts by one statement, a tenth of what as many of Prisma's take, and gives their ids by address. The addresses are claimed
 * (claim-address.ts), the quotas decided; whoever calls it writes the audit entry.
 */
export async function insertAccounts(
  db: Db | Tx,
  engine: Engine,
  accounts: readonly NewAccountRow[],
): Promise<ReadonlyMap<string, number>> {
  if (accounts.length === 0) return new Map();
  const rows = accounts.map(({ domainId, name, displayName, password, ...account }) => [
    domainId,
    name.localPart,
    name.address,
    displayName,
    searchTextOf({ address: name.address, displayName }),
    password?.passwordHash ?? "",
    password?.scramVerifier ? Buffer.from(password.scramVerifier).toString("hex") : null,
    account.passwordAt?.getTime() ?? null,
    account.canReceive ?? true,
    account.canSignIn ?? true,
    account.quotaOctets ?? null,
    account.quotaMessages ?? null,
    account.lastSignInAt?.getTime() ?? null,
    account.createdAt.getTime(),
  ]);
  const made = await db.$queryRawUnsafe<{ id: number | bigint; address: string }[]>(
    insert[engine],
    JSON.stringify(rows),
  );
  return new Map(made.map(({ id, address }) => [address, Number(id)]));
}

// JSON's numbers are SQLite's as they are, its true and false are 1 and 0.
const asItIs = (value: string) => value;
const columns = {
  sqlite: {
    integer: asItIs,
    bigint: asItIs,
    boolean: asItIs,
    octets: (value: string) => `unhex(${value})`,
    instant: jsonInstant.sqlite,
  },
  postgresql: {
    integer: (value: string) => `CAST(${value} AS integer)`,
    bigint: (value: string) => `CAST(${value} AS bigint)`,
    boolean: (value: string) => `CAST(${value} AS boolean)`,
    octets: (value: string) => `decode(${value}, 'hex')`,
    instant: jsonInstant.postgresql,
  },
} as const;

function statement(engine: Engine): string {
  const as = columns[engine];
  const field = (index: number) => `r.value->>${index}`;
  return `INSERT INTO "Account" ("domainId", "localPart", "address", "displayName", "searchText", "passwordHash", "scramVerifier", "passwordAt",
      "canReceive", "canSignIn", "quotaOctets", "quotaMessages", "lastSignInAt", "createdAt", "updatedAt")
    SELECT ${as.integer(field(0))}, ${[1, 2, 3, 4, 5].map(field).join(", ")}, ${as.octets(field(6))},
      ${as.instant(field(7))}, ${as.boolean(field(8))}, ${as.boolean(field(9))}, ${as.bigint(field(10))}, ${as.integer(field(11))},
      ${as.instant(field(12))}, ${as.instant(field(13))}, ${as.instant(field(13))}
    FROM ${jsonRows[engine]}
    RETURNING "id", "address"`;
}

const insert: Readonly<Record<Engine, string>> = { sqlite: statement("sqlite"), postgresql: statement("postgresql") };
