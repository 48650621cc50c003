import type { Db } from "../db.ts";
import type { AccountDue } from "./due-statements.ts";
import type { Largest, Loss } from "./schema.ts";

const largestShown = 20;
const emptiedNamed = 3;

interface Sum {
  messageCount: number;
  octets: number;
  dueCount: number;
}

/** Adds up what accounts would lose: under new rules, and, as `due`, under those in force. */
export class Tally {
  messageCount = 0;
  octets = 0;
  accountCount = 0;
  undownloadedCount = 0;
  dueCount = 0;
  dueOctets = 0;
  dueAccountCount = 0;
  readonly #accounts = new Map<number, Sum>();
  readonly #domains = new Map<number, Sum>();

  add(account: { id: number; domainId: number }, due: AccountDue): void {
    this.messageCount += due.messageCount;
    this.octets += due.octets;
    this.accountCount += 1;
    this.undownloadedCount += due.undownloadedCount;
    for (const sum of this.#sums(account)) {
      sum.messageCount += due.messageCount;
      sum.octets += due.octets;
    }
  }

  addDue(account: { id: number; domainId: number }, due: AccountDue): void {
    this.dueCount += due.messageCount;
    this.dueOctets += due.octets;
    this.dueAccountCount += 1;
    for (const sum of this.#sums(account)) sum.dueCount += due.messageCount;
  }

  /** For a row. */
  get counts() {
    const { messageCount, accountCount, undownloadedCount, dueCount, dueAccountCount } = this;
    return { messageCount, accountCount, undownloadedCount, dueCount, dueAccountCount };
  }

  /** What each domain, or account, would lose. */
  get byDomain(): ReadonlyMap<number, Sum> {
    return this.#domains;
  }

  get byAccount(): ReadonlyMap<number, Sum> {
    return this.#accounts;
  }

  /** Those with the largest change, named. */
  async largest(db: Db): Promise<Largest> {
    const accounts = largestOf(this.#accounts);
    const domains = largestOf(this.#domains);
    const [addresses, names] = await Promise.all([
      db.account.findMany({ where: { id: { in: accounts.map(([id]) => id) } }, select: { id: true, address: true } }),
      db.domain.findMany({ where: { id: { in: domains.map(([id]) => id) } }, select: { id: true, name: true } }),
    ]);
    return {
      emptied: await this.#emptied(db),
      accounts: named(accounts, new Map(addresses.map(({ id, address }) => [id, address]))),
      domains: named(domains, new Map(names.map(({ id, name }) => [id, name]))),
    };
  }

  async #emptied(db: Db): Promise<string | null> {
    if (this.messageCount === 0) return null;
    const held = await db.account.groupBy({
      by: ["domainId"],
      where: { deletedAt: null, messageCount: { gt: 0 } },
      _sum: { messageCount: true },
    });
    const ids = held.flatMap(({ domainId, _sum }) => {
      const gone = this.#domains.get(domainId)?.messageCount ?? 0;
      return gone > 0 && gone >= (_sum.messageCount ?? 0) ? [domainId] : [];
    });
    if (ids.length === 0) return null;
    const rows = await db.domain.findMany({
      where: { id: { in: ids } },
      orderBy: { name: "asc" },
      take: emptiedNamed,
      select: { name: true },
    });
    const others = ids.length - rows.length;
    const whose = [...rows.map(({ name }) => name), ...(others > 0 ? [`${others} more`] : [])].join(", ");
    return `That is all the mail there is of ${whose}: ${ids.length === 1 ? "this domain" : "these domains"} would be empty.`;
  }

  #sums({ id, domainId }: { id: number; domainId: number }): Sum[] {
    return [sumOf(this.#accounts, id), sumOf(this.#domains, domainId)];
  }
}

function sumOf(sums: Map<number, Sum>, id: number): Sum {
  let sum = sums.get(id);
  if (sum === undefined) {
    sum = { messageCount: 0, octets: 0, dueCount: 0 };
    sums.set(id, sum);
  }
  return sum;
}

function largestOf(sums: ReadonlyMap<number, Sum>): [number, Sum][] {
  const change = ({ messageCount, dueCount }: Sum) => Math.abs(messageCount - dueCount);
  return [...sums].sort(([, one], [, other]) => change(other) - change(one)).slice(0, largestShown);
}

function named(sums: readonly [number, Sum][], names: ReadonlyMap<number, string>): Loss[] {
  return sums.map(([id, sum]) => ({ id, name: names.get(id) ?? "", ...sum }));
}
