import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { takeTurn } from "../control/grow.ts";
import { makeVerifier, sealVerifier } from "../credential/scram/verifier.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { type NewAppPassword, mostAppPasswords, newAppPassword } from "./schema.ts";
import { appPasswordHash, generateAppPassword } from "./secret.ts";

/**
 * Gives a new app password, in clear this once. Refuses with `not-found` where the account is gone, with `already-exists` a name that a
 * live one has, with `invalid` an end that is past and one more than an account may have.
 */
export async function createAppPassword(
  store: Store,
  input: NewAppPassword,
  actor: Actor,
): Promise<{ id: number; password: string; address: string }> {
  const { accountId, name, days = null, allowedNetworks = "", ...given } = parseInput(newAppPassword, input);
  const now = store.clock.now();
  const expiresAt = days === null ? (given.expiresAt ?? null) : new Date(now.getTime() + days * 86_400_000);
  if (expiresAt !== null && expiresAt <= now) {
    throw new DomainError("invalid", "That end is past already: it would let nobody in.", "expiresAt");
  }
  const where = { id: accountId, deletedAt: null };
  const account = await store.db.account.findUnique({ where, select: { address: true } });
  if (!account) throw new DomainError("not-found", "This account no longer exists.", "accountId");
  const { address } = account;
  const password = generateAppPassword();
  const octets = new TextEncoder().encode(password);
  const { offersScram } = await readSettings(store);
  const verifier = offersScram ? await makeVerifier(store.sealer, address, octets) : null;
  return store.db.$transaction(async (tx) => {
    await takeTurn(tx); // two at once count each other
    const live = await tx.appPassword.findMany({
      where: { accountId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      select: { name: true },
    });
    if (live.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      throw new DomainError(
        "already-exists",
        `There is an app password "${name}" already. Revoke that, or choose another name.`,
        "name",
      );
    }
    if (live.length >= mostAppPasswords) {
      throw new DomainError(
        "invalid",
        `An account has at most ${mostAppPasswords} app passwords. Revoke one that is not used.`,
        "name",
      );
    }
    const { id } = await tx.appPassword.create({
      data: {
        accountId,
        name,
        hash: appPasswordHash(store.sealer, octets),
        scramVerifier: verifier && sealVerifier(store.sealer, verifier),
        allowedNetworks,
        expiresAt,
        createdAt: now,
      },
      select: { id: true },
    });
    await appendAudit(tx, actor, now, {
      action: "app-password.create",
      object: address,
      after: { name, expiresAt, allowedNetworks },
    });
    return { id, password, address };
  });
}
