import { setImmediate as turn } from "node:timers/promises";
import { insertAccounts, type NewAccountRow } from "../account/insert-accounts.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { chance, personAt } from "./names.ts";
import type { SeedProgress } from "./seed.ts";

const pageSize = 5000;
const dayMs = 24 * 60 * 60 * 1000;

export interface SeededAccount {
  readonly id: number;
  readonly address: string;
  readonly messageCount: number;
}

export interface AccountOrder {
  readonly accounts: number;
  readonly messages: number;
  readonly domainIds: readonly { id: number; name: string }[];
  readonly passwordHash: string;
  readonly now: Date;
}

/** Large and small domains, busy and idle accounts, some switched off, some never used: as one finds them. */
export async function seedAccounts(
  store: Store,
  order: AccountOrder,
  onProgress: SeedProgress,
): Promise<SeededAccount[]> {
  const { accounts: count, messages, domainIds, passwordHash, now } = order;
  const shares = messageShares(count, messages);
  const engine = engineOf(store.environment.databaseUrl);
  const first = (await store.db.account.aggregate({ _max: { id: true } }))._max.id ?? 0;
  for (let from = 0; from < count; from += pageSize) {
    const rows: NewAccountRow[] = [];
    for (let index = from; index < Math.min(count, from + pageSize); index += 1) {
      // Squared: the first domains are the large ones.
      const domain = domainIds[Math.floor(chance(index, 1) ** 2 * domainIds.length)];
      if (domain === undefined) break;
      const { localPart, displayName } = personAt(index);
      const createdAt = new Date(now.getTime() - Math.floor((1 - index / count) * 1500 * dayMs) - 2 * dayMs);
      const hasPassword = chance(index, 3) < 0.95;
      const hasSignedIn = hasPassword && chance(index, 4) < 0.8;
      const quotaOctets = chance(index, 7) < 0.3 ? [500e6, 1e9, 2e9, 5e9][Math.floor(chance(index, 8) * 4)] : null;
      rows.push({
        domainId: domain.id,
        name: { localPart, domain: domain.name, address: `${localPart}@${domain.name}` },
        displayName: chance(index, 2) < 0.8 ? displayName : "",
        password: hasPassword ? { passwordHash, scramVerifier: null } : undefined,
        passwordAt: hasPassword ? createdAt : undefined,
        canReceive: chance(index, 5) < 0.97,
        canSignIn: chance(index, 6) < 0.95,
        quotaOctets,
        lastSignInAt: hasSignedIn
          ? new Date(now.getTime() - Math.floor(chance(index, 9) ** 3 * (now.getTime() - createdAt.getTime())))
          : undefined,
        createdAt,
      });
    }
    await insertAccounts(store.db, engine, rows);
    onProgress("accounts", from + rows.length, count);
    await turn();
  }
  const made = await store.db.account.findMany({
    where: { id: { gt: first } },
    orderBy: { id: "asc" },
    select: { id: true, address: true },
  });
  return made.map((row, index) => ({ ...row, messageCount: shares[index] ?? 0 }));
}

/** Most hold a few, some hold thousands; together exactly `total`. */
function messageShares(count: number, total: number): number[] {
  const weights = Array.from({ length: count }, (_, index) => {
    const luck = chance(index, 10);
    return luck < 0.1 ? 0 : 0.05 + luck ** 12 * 12 + luck;
  });
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = weights.map((weight) => Math.floor((weight / sum) * total));
  let left = total - shares.reduce((all, share) => all + share, 0);
  for (let index = 0; left > 0 && count > 0; index = (index + 1) % count, left -= 1)
    shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
