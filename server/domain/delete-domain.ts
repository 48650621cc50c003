import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { isForeignKeyViolation, isMissingRow } from "../database/refusal.ts";
import { DomainError } from "../errors.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { DomainDeletion } from "./schema.ts";

/** Gives the name it had. Refuses with `in-use` while the domain has accounts or aliases, or is the default domain. */
export async function deleteDomain(store: Store, { id }: DomainDeletion, actor: Actor): Promise<{ name: string }> {
  const now = store.clock.now();
  try {
    return await store.db.$transaction(async (tx) => {
      const { name } = await tx.domain.delete({ where: { id }, select: { name: true } });
      if ((await readSettings({ db: tx })).defaultDomain === name) throw isDefault(name);
      await appendAudit(tx, actor, now, { action: "domain.delete", object: name });
      await growGeneration(tx); // as in create-domain.ts
      return { name };
    });
  } catch (error) {
    if (isMissingRow(error))
      throw new DomainError("not-found", "This domain no longer exists.", "id", { cause: error });
    if (isForeignKeyViolation(error)) throw await stillUsed(store, id, error);
    throw error;
  }
}

function isDefault(name: string): DomainError {
  return new DomainError(
    "in-use",
    `${name} is the default domain: who signs in without a domain belongs to it. Choose another, or none, on the page Listeners first.`,
    "id",
  );
}

async function stillUsed(store: Store, domainId: number, cause: unknown): Promise<DomainError> {
  const [accountCount, aliasCount, deletedCount] = await Promise.all([
    store.db.account.count({ where: { domainId, deletedAt: null } }),
    store.db.alias.count({ where: { domainId } }),
    store.db.account.count({ where: { domainId, deletedAt: { not: null }, isPurged: false } }),
  ]);
  const left = [count(accountCount, "account", "accounts"), count(aliasCount, "alias", "aliases")].filter(Boolean);
  const sentence =
    left.length > 0
      ? `The domain still has ${left.join(" and ")}. Delete them first.`
      : deletedCount > 0
        ? `The domain still has ${count(deletedCount, "deleted account", "deleted accounts")} that can be restored. Remove them for good first, on the page of deleted accounts.`
        : "The mail of deleted accounts is still being removed. Try again in a minute.";
  return new DomainError("in-use", sentence, "id", { cause });
}

function count(number: number, one: string, many: string): string {
  return number === 0 ? "" : `${number} ${number === 1 ? one : many}`;
}
