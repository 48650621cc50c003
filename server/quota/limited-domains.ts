import type { Store } from "../store.ts";
import type { Holding } from "./fullness.ts";
import { useOfDomain } from "./use-statements.ts";

export interface LimitedDomain extends Holding {
  readonly id: number;
  readonly name: string;
}

/** Domains that have a limit, with what their living maildrops hold together. */
export async function countLimitedDomains({ db, statements }: Store): Promise<LimitedDomain[]> {
  const domains = await db.domain.findMany({
    where: { OR: [{ quotaOctets: { not: null } }, { quotaMessages: { not: null } }] },
    orderBy: { name: "asc" },
    select: { id: true, name: true, quotaOctets: true, quotaMessages: true },
  });
  const counted: LimitedDomain[] = [];
  for (const { quotaOctets, ...domain } of domains) {
    const use = await statements.read(useOfDomain, domain.id);
    counted.push({ ...domain, ...use, quotaOctets: quotaOctets === null ? null : Number(quotaOctets) });
    await new Promise(setImmediate);
  }
  return counted;
}
