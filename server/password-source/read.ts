import type { Store } from "../store.ts";
import { readSource } from "./read-source.ts";
import type { SourceKind, SourceSettings, SourceTrouble } from "./schema.ts";

/** Where a domain's passwords are checked, for people; without a secret. */
export interface PasswordSourceView {
  readonly domainId: number;
  readonly domainName: string;
  readonly accountCount: number;
  readonly kind: SourceKind;
  /** Null: the database knows them. */
  readonly settings: SourceSettings | null;
  /** A password of who searches is kept. */
  readonly hasBindPassword: boolean;
}

/** Null where there is no such domain. */
export async function readPasswordSource({ db }: Store, domainId: number): Promise<PasswordSourceView | null> {
  const [domain, source] = await Promise.all([
    db.domain.findUnique({
      where: { id: domainId },
      select: { name: true, _count: { select: { accounts: { where: { deletedAt: null } } } } },
    }),
    readSource(db, domainId),
  ]);
  if (domain === null) return null;
  const settings = source?.settings ?? null;
  return {
    domainId,
    domainName: domain.name,
    accountCount: domain._count.accounts,
    kind: settings?.kind ?? "database",
    settings,
    hasBindPassword: source?.sealedPassword != null,
  };
}

/** Names of the domains whose passwords are not checked here. */
export async function readDomainsElsewhere({ db }: Store): Promise<string[]> {
  const sources = await db.passwordSource.findMany({ select: { domain: { select: { name: true } } } });
  return sources.map(({ domain }) => domain.name);
}

const dayMs = 24 * 60 * 60 * 1000;

/** Sign-ins of the last 24 hours that the domain's source could not answer. */
export async function readSourceTrouble({ db, clock }: Store, domainName: string): Promise<SourceTrouble> {
  const { _sum, _max } = await db.signInFailure.aggregate({
    where: {
      reason: { in: ["source-away", "several-in-directory"] },
      address: { endsWith: `@${domainName}` },
      lastAt: { gte: new Date(clock.now().getTime() - dayMs) },
    },
    _sum: { count: true },
    _max: { lastAt: true },
  });
  return { awayCount: _sum.count ?? 0, lastAwayAt: _max.lastAt };
}

/** SCRAM needs passwords that this database knows: where every domain has its elsewhere, offering it would mislead mail programs. */
export async function hasOwnPasswords({ db }: Pick<Store, "db">): Promise<boolean> {
  const [domains, sources] = await Promise.all([db.domain.count(), db.passwordSource.count()]);
  return sources === 0 || sources < domains;
}
