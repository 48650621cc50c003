import type { Store } from "../store.ts";

export interface AccountTotals {
  readonly domainCount: number;
  readonly accountCount: number;
  readonly messageCount: number;
  readonly octets: number;
  readonly lastDeliveryAt: Date | null;
  /** What recoverable mail holds beside that, of deleted accounts too (as in server/recoverable/read.ts). */
  readonly recoverableOctets: number;
}

type Found = Readonly<
  Record<"accountCount" | "messageCount" | "octets" | "recoverableOctets", number | bigint | null>
> & { readonly lastDeliveryAt: Date | number | bigint | null };

const living = (column: string) => `CASE WHEN "deletedAt" IS NULL THEN ${column} END`;
const select = `SELECT count(${living(`"id"`)}) AS "accountCount", CAST(sum(${living(`"messageCount"`)}) AS bigint) AS "messageCount",
  CAST(sum(${living(`"octets"`)}) AS bigint) AS "octets", max(${living(`"lastDeliveryAt"`)}) AS "lastDeliveryAt",
  CAST(sum("recoverableOctets") AS bigint) AS "recoverableOctets" FROM "Account"`;

/** What all maildrops hold together, in one walk over the accounts. */
export async function readAccountTotals({ db }: Pick<Store, "db">): Promise<AccountTotals> {
  const [domainCount, [row]] = await Promise.all([db.domain.count(), db.$queryRawUnsafe<Found[]>(select)]);
  const number = (value: number | bigint | null | undefined) => Number(value ?? 0);
  const at = row?.lastDeliveryAt ?? null;
  return {
    domainCount,
    accountCount: number(row?.accountCount),
    messageCount: number(row?.messageCount),
    octets: number(row?.octets),
    lastDeliveryAt: at === null || at instanceof Date ? at : new Date(Number(at)),
    recoverableOctets: number(row?.recoverableOctets),
  };
}
