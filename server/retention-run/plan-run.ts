import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { type Counted, countDue } from "./count-due.ts";
import { readPolicies } from "./policies.ts";
import { Tally } from "./tally.ts";

/** Below so many messages an account's share says nothing: two of two are all of them. */
const leastMessages = 50;

/** What a run would remove now, by the rules in force. */
export async function planRun(store: Store, signal?: AbortSignal, onProgress?: () => void): Promise<Tally> {
  const policies = await readPolicies(store.db, store.clock.now());
  const tally = new Tally();
  const counted: Counted = {
    policyOf: (account) => policies.of(account),
    onDue: (account, due) => tally.add(account, due),
  };
  await countDue(store, [counted], { signal, onProgress });
  return tally;
}

type Shares = Pick<Settings, "retentionServerPercent" | "retentionDomainPercent" | "retentionAccountPercent">;

/** Why a run must ask before it removes this, in a sentence; null where it need not. */
export async function questionOf({ db }: Store, tally: Tally, shares: Shares): Promise<string | null> {
  const {
    retentionServerPercent: ofServer,
    retentionDomainPercent: ofDomain,
    retentionAccountPercent: ofAccount,
  } = shares;
  const isOver = (part: number, whole: number, percent: number | null) =>
    percent !== null && whole > 0 && part * 100 > whole * percent;
  const living = { deletedAt: null };
  const { _sum } = await db.account.aggregate({ where: living, _sum: { messageCount: true } });
  const total = _sum.messageCount ?? 0;
  if (total >= leastMessages && isOver(tally.messageCount, total, ofServer)) {
    return `It would remove ${tally.messageCount} of ${total} messages on this server, more than the ${ofServer} % it may remove unasked.`;
  }
  if (ofDomain !== null && tally.byDomain.size > 0) {
    const domains = await db.account.groupBy({ by: ["domainId"], where: living, _sum: { messageCount: true } });
    for (const { domainId, _sum: sum } of domains) {
      const part = tally.byDomain.get(domainId)?.messageCount ?? 0;
      const whole = sum.messageCount ?? 0;
      if (whole < leastMessages || !isOver(part, whole, ofDomain)) continue;
      const domain = await db.domain.findUnique({ where: { id: domainId }, select: { name: true } });
      return `It would remove ${part} of ${whole} messages of ${domain?.name}, more than the ${ofDomain} % it may remove unasked.`;
    }
  }
  if (ofAccount === null) return null;
  const large = [...tally.byAccount].filter(([, { messageCount }]) => messageCount * 100 > leastMessages * ofAccount);
  for (let from = 0; from < large.length; from += 500) {
    const page = large.slice(from, from + 500);
    const accounts = await db.account.findMany({
      where: { id: { in: page.map(([id]) => id) }, messageCount: { gte: leastMessages } },
      select: { id: true, address: true, messageCount: true },
    });
    for (const { id, address, messageCount } of accounts) {
      const part = tally.byAccount.get(id)?.messageCount ?? 0;
      if (!isOver(part, messageCount, ofAccount)) continue;
      return `It would remove ${part} of ${messageCount} messages of ${address}, more than the ${ofAccount} % it may remove unasked.`;
    }
  }
  return null;
}
