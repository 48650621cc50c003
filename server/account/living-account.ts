import type { Prisma, Tx } from "../db.ts";
import { DomainError } from "../errors.ts";

/** Changes an account that is not being deleted, in one conditional write. Refuses with `not-found` where there is none. */
export async function changeLivingAccount(
  tx: Tx,
  id: number,
  data: Prisma.AccountUpdateManyMutationInput,
): Promise<void> {
  const { count } = await tx.account.updateMany({ where: { id, deletedAt: null }, data });
  if (count === 0) throw accountGone();
}

export function accountGone(): DomainError {
  return new DomainError("not-found", "This account no longer exists.", "id");
}
