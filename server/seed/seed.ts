import type { Actor } from "../audit/append-audit.ts";
import { appendAudit } from "../audit/append-audit.ts";
import { generatePassword, hashPassword } from "../credential/password.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { noteListenerUse } from "../listener/note-use.ts";
import { keepMaildropAges } from "../maildrop-ages/keep-ages.ts";
import type { Store } from "../store.ts";
import { domainNameAt } from "./names.ts";
import { type SeedOrder, seedOrder } from "./schema.ts";
import { seedAccounts } from "./seed-accounts.ts";
import { seedMessages } from "./seed-messages.ts";
import { seedSessions } from "./seed-sessions.ts";

export interface Seeded {
  readonly domainCount: number;
  readonly accountCount: number;
  readonly messageCount: number;
  readonly sessionCount: number;
  /** Of every account made here that has one. */
  readonly password: string;
}

export type SeedProgress = (
  what: "accounts" | "messages" | "accounts' ages of mail" | "sessions",
  done: number,
  total: number,
) => void;

/**
 * Fills a store with made-up domains, accounts, message rows (without bodies: they can be listed and removed, never retrieved) and past
 * sessions, to see how everything is at that size. The same order gives the same accounts. Refuses with `in-use` a store that
 * has accounts, unless told otherwise.
 */
export async function seed(store: Store, input: SeedOrder, actor: Actor, onProgress: SeedProgress): Promise<Seeded> {
  const order = parseInput(seedOrder, input);
  const existing = await store.db.account.count();
  if (existing > 0 && !order.isForced) {
    throw new DomainError(
      "in-use",
      `This store has ${existing} ${existing === 1 ? "account" : "accounts"}. Made-up ones beside them cannot be told apart later; --beside-real-mail does it all the same.`,
    );
  }
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const now = store.clock.now();
  const domainIds = await seedDomains(store, order.domains, now);
  const accounts = await seedAccounts(store, { ...order, domainIds, passwordHash, now }, onProgress);
  const messageCount = await seedMessages(store, { accounts, now }, onProgress);
  await keepMaildropAges(store, undefined, {
    isHurried: true,
    onProgress: (done, total) => onProgress("accounts' ages of mail", done, total),
  });
  const sessionCount = await seedSessions(store, { accounts, count: order.sessions, now }, onProgress);
  await noteListenerUse(store);
  const seeded = { domainCount: domainIds.length, accountCount: accounts.length, messageCount, sessionCount };
  await store.db.$transaction(async (tx) => {
    await appendAudit(tx, actor, now, { action: "store.seed", object: "made-up accounts", after: seeded });
  });
  return { ...seeded, password };
}

async function seedDomains(store: Store, count: number, now: Date): Promise<{ id: number; name: string }[]> {
  const names = Array.from({ length: count }, (_, index) => domainNameAt(index));
  const known = await store.db.domain.findMany({ where: { name: { in: names } }, select: { name: true } });
  const taken = new Set(known.map(({ name }) => name));
  for (const name of names) {
    if (!taken.has(name)) await store.db.domain.create({ data: { name, createdAt: now }, select: { id: true } });
  }
  return store.db.domain.findMany({
    where: { name: { in: names } },
    orderBy: { id: "asc" },
    select: { id: true, name: true },
  });
}
