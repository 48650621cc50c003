import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { assertUsable } from "./assert-usable.ts";
import { readSource } from "./read-source.ts";
import { isThisMachine, ldapServersOf, type ParsedSourceChange, type SourceEffect, serverTextOf } from "./schema.ts";
import { settingsOf } from "./settings-of.ts";

/** What a change of a domain's source would do. Refuses with `not-found` and `invalid` as the change would, but asks for no password. */
export async function readSourceEffect(store: Store, change: ParsedSourceChange): Promise<SourceEffect> {
  const { db } = store;
  const { id: domainId } = change;
  const settings = settingsOf(change);
  await assertUsable(settings);
  const before = await readSource(db, domainId);
  const living = { domainId, deletedAt: null };
  const domain = await db.domain.findUnique({ where: { id: domainId }, select: { id: true } });
  if (domain === null) throw new DomainError("not-found", "This domain no longer exists.");
  const [accountCount, withoutPasswordCount, appPasswordCount, scramCount] = await Promise.all([
    db.account.count({ where: living }),
    db.account.count({ where: { ...living, passwordHash: "" } }),
    db.account.count({ where: { ...living, appPasswords: { some: { revokedAt: null } } } }),
    countScram(store, domainId),
  ]);
  const servers = settings?.kind === "ldap" && settings.tls === "none" ? ldapServersOf(settings) : [];
  return {
    isSame:
      JSON.stringify(before?.settings ?? null) === JSON.stringify(settings) &&
      !(change.kind === "ldap" && change.bindPassword),
    fromKind: before?.settings.kind ?? "database",
    toKind: change.kind,
    accountCount,
    withoutPasswordCount,
    scramCount,
    appPasswordCount,
    clearServers: servers.filter((server) => !isThisMachine(server)).map(serverTextOf),
  };
}

/** Accounts whose last session signed in by SCRAM with their own password: one look at an index for each account. */
async function countScram({ db }: Store, domainId: number): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint | number }[]>`
    SELECT count(*) AS "count" FROM "Account" a WHERE a."domainId" = ${domainId} AND a."deletedAt" IS NULL AND EXISTS (
      SELECT 1 FROM (SELECT s."mechanism", s."appPasswordId" FROM "Session" s WHERE s."accountId" = a."id"
        ORDER BY s."startedAt" DESC LIMIT 1) last
      WHERE last."mechanism" LIKE 'SCRAM%' AND last."appPasswordId" IS NULL)`;
  return Number(row?.count ?? 0);
}
