import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { hashColumns } from "../credential/foreign/hash-columns.ts";
import { foreignSchemeOf } from "../credential/foreign/password-kind.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";
import { type PasswordHashChange, passwordHashChange } from "./schema.ts";

/**
 * Takes over the password that an account had on another server, by its hash: from the next sign-in on; sessions that are in stay in.
 * Gives the scheme, null where it was a password in clear and is hashed by now. Refuses with `not-found`, and with `invalid` what is no
 * usable hash.
 */
export async function setPasswordHash(
  store: Store,
  input: PasswordHashChange,
  actor: Actor,
): Promise<{ scheme: string | null }> {
  const { id, ...given } = parseInput(passwordHashChange, input);
  const account = await store.db.account.findUnique({ where: { id, deletedAt: null }, select: { address: true } });
  if (!account) throw accountGone();
  const columns = await hashColumns(store, account.address, given);
  const scheme = foreignSchemeOf(columns.passwordHash);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await changeLivingAccount(tx, id, { ...columns, passwordAt: now });
    await appendAudit(tx, actor, now, {
      action: "account.set-password-hash",
      object: account.address,
      after: { scheme: scheme ?? "argon2id" },
    });
  });
  return { scheme };
}
