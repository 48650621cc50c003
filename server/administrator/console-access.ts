import type { Db, Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { asAdministrator, administratorColumns, usable } from "./read.ts";
import type { ConsoleAccess } from "./schema.ts";

export interface OwnAddress {
  readonly id: number;
  readonly address: string;
}

/**
 * Who may use the console with the addresses of these living accounts, by account: administrators that their third switch made, and those
 * of the same address that were made otherwise.
 */
export async function readConsoleAccess(
  db: Db | Tx,
  accounts: readonly OwnAddress[],
): Promise<ReadonlyMap<number, ConsoleAccess & { readonly administratorId: number }>> {
  if (accounts.length === 0) return new Map();
  const rows = await db.administrator.findMany({
    where: { email: { in: accounts.map(({ address }) => address) }, ...notOfAnother(accounts) },
    select: administratorColumns,
  });
  const byEmail = new Map(rows.map((row) => [row.email, asAdministrator(row)]));
  return new Map(
    accounts.flatMap(({ id, address }) => {
      const found = byEmail.get(address);
      return found ? [[id, { administratorId: found.id, role: found.role, isEnabled: found.isEnabled }] as const] : [];
    }),
  );
}

/** Not of a deleted account that had the address before. */
function notOfAnother(accounts: readonly OwnAddress[]) {
  return { OR: [{ accountId: null }, { accountId: { in: accounts.map(({ id }) => id) } }] };
}

/** Refuses with `in-use` where without this one no owner could sign in to the console. After the caller has taken his turn. */
export async function assertOtherOwner(tx: Tx, administratorId: number): Promise<void> {
  const other = await tx.administrator.findFirst({
    where: { role: "owner", id: { not: administratorId }, ...usable },
    select: { id: true },
  });
  if (other) return;
  throw new DomainError("in-use", "This is the last owner: nobody could steer the server from the console any more.");
}

/**
 * With an account that is deleted its administrator is out of the console at once, until it is restored. Refuses the last owner's with
 * `in-use`.
 */
export async function endConsoleOfAccount(tx: Tx, accountId: number, now: Date): Promise<void> {
  const administrator = await tx.administrator.findUnique({
    where: { accountId },
    select: { id: true, role: true, isEnabled: true },
  });
  if (administrator === null) return;
  if (administrator.role === "owner" && administrator.isEnabled) await assertOtherOwner(tx, administrator.id);
  await endSignInsOf(tx, administrator.id, now);
}

/**
 * An account that was restored, perhaps under another address: whoever used the console with it does so again. False where somebody else
 * is an administrator with that address by now; then that one stays, and this one is gone.
 */
export async function moveConsoleOfAccount(tx: Tx, { id: accountId, address }: OwnAddress): Promise<boolean> {
  const own = await tx.administrator.findUnique({ where: { accountId }, select: { id: true } });
  if (own === null) return true;
  const other = await tx.administrator.findUnique({ where: { email: address }, select: { id: true } });
  if (other !== null && other.id !== own.id) {
    await tx.administrator.delete({ where: { id: own.id }, select: { id: true } });
    return false;
  }
  await tx.administrator.update({ where: { id: own.id }, data: { email: address }, select: { id: true } });
  return true;
}

export async function endSignInsOf(tx: Tx, administratorId: number, now: Date): Promise<void> {
  await tx.signIn.updateMany({ where: { administratorId, endedAt: null }, data: { endedAt: now } });
}
