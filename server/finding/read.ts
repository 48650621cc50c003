import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { evidence, type FindingKind, type FindingList, findingKinds, type FindingView } from "./schema.ts";

/** One page of findings, those seen last first. */
export async function readFindings(store: Store, list: FindingList): Promise<Page<FindingView>> {
  const { page, pageSize, kind, state, accountId, search } = list;
  const where: Prisma.FindingWhereInput = {
    endedAt: state === "open" ? null : { not: null },
    accountId,
    ...(kind === "all" ? {} : { kind }),
    account: { deletedAt: null, ...(search === "" ? {} : { address: { contains: search.toLowerCase() } }) },
  };
  const [rows, total] = await Promise.all([
    store.db.finding.findMany({
      where,
      orderBy: [state === "open" ? { firstSeenAt: "desc" } : { endedAt: "desc" }, { id: "desc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
      include: { account: { select: { address: true } } },
    }),
    store.db.finding.count({ where }),
  ]);
  return { rows: rows.flatMap(asView), total, page, pageSize };
}

/** What holds of one account now. */
export async function readFindingsOf({ db }: Store, accountId: number): Promise<FindingView[]> {
  const rows = await db.finding.findMany({
    where: { accountId, endedAt: null },
    orderBy: { id: "asc" },
    include: { account: { select: { address: true } } },
  });
  return rows.flatMap(asView);
}

/** Open findings of accounts that live, and how many accounts these are. */
export async function countFindings({ db }: Store): Promise<{ findings: number; accounts: number }> {
  const where = { endedAt: null, account: { deletedAt: null } };
  const groups = await db.finding.groupBy({ by: ["accountId"], where, _count: { _all: true } });
  return { findings: groups.reduce((sum, { _count }) => sum + _count._all, 0), accounts: groups.length };
}

type Row = Prisma.FindingGetPayload<{ include: { account: { select: { address: true } } } }>;

/** Nothing where another version has written what this one does not know. */
export function asView({ kind, evidence: text, account, openKey: _key, ...row }: Row): FindingView[] {
  if (!isKind(kind)) return [];
  const parsed = evidence[kind].safeParse(JSON.parse(text));
  return parsed.success ? [{ ...row, address: account.address, kind, evidence: parsed.data } as FindingView] : [];
}

const isKind = (kind: string): kind is FindingKind => findingKinds.some((each) => each === kind);
