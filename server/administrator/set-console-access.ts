import { accountGone } from "../account/living-account.ts";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { takeTurn } from "../control/grow.ts";
import { hashPassword } from "../credential/password.ts";
import { assertUncommonPassword } from "../credential/uncommon-password.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { assertOtherOwner, endSignInsOf, type OwnAddress, readConsoleAccess } from "./console-access.ts";
import { type ConsoleAccessChange, consoleAccessChange } from "./schema.ts";

/**
 * The third switch of an account: whether its holder may use the console, with the account's address and a password of its own (the one
 * for mail lies in every phone). Off ends the browsers that are signed in at once; on again keeps the password. Only owners may, and none
 * for himself. Refuses with `not-found`, `not-allowed`, `in-use` (the last owner), `invalid` (the first time needs a password).
 */
export async function setConsoleAccess(
  store: Store,
  input: ConsoleAccessChange,
  actor: Actor,
): Promise<{ address: string; canUseConsole: boolean }> {
  const { id, canUseConsole, password } = parseInput(consoleAccessChange, input);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const account = await tx.account.findUnique({
      where: { id, deletedAt: null },
      select: { id: true, address: true },
    });
    if (account === null) throw accountGone();
    const { address } = account;
    if (password !== undefined) assertUncommonPassword(password, address);
    const before = await switchConsole(tx, account, { canUseConsole, passwordHash }, actor, now);
    if (before !== canUseConsole || passwordHash !== undefined) {
      await appendAudit(tx, actor, now, {
        action: "account.console",
        object: address,
        before: { canUseConsole: before },
        after: { canUseConsole, ...(passwordHash !== undefined && { hasNewPassword: true }) },
      });
    }
    return { address, canUseConsole };
  });
}

/** The same within a transaction that writes its own audit entry; gives what it was before. */
export async function switchConsole(
  tx: Tx,
  account: OwnAddress,
  { canUseConsole, passwordHash }: { canUseConsole: boolean; passwordHash?: string },
  actor: Actor,
  now: Date,
): Promise<boolean> {
  await takeTurn(tx);
  const access = (await readConsoleAccess(tx, [account])).get(account.id);
  const before = access?.isEnabled ?? false;
  if (before === canUseConsole && passwordHash === undefined) return before;
  await assertMayChange(tx, actor, account.address);
  if (canUseConsole) await letIn(tx, account, access?.administratorId, passwordHash, now);
  else if (access) await keepOut(tx, access, now);
  return before;
}

/** The command line is the way back for who has locked himself out. */
async function assertMayChange(tx: Tx, actor: Actor, address: string): Promise<void> {
  if (actor.kind !== "administrator") return;
  if (actor.name === address) {
    throw new DomainError("not-allowed", "Nobody changes this for himself: another owner can.");
  }
  const administrator = await tx.administrator.findUnique({ where: { email: actor.name }, select: { role: true } });
  if (administrator?.role === "owner") return;
  throw new DomainError("not-allowed", "Only an owner says who may use the console.");
}

async function letIn(
  tx: Tx,
  { id: accountId, address: email }: OwnAddress,
  administratorId: number | undefined,
  passwordHash: string | undefined,
  now: Date,
): Promise<void> {
  if (administratorId !== undefined) {
    await tx.administrator.update({
      where: { id: administratorId },
      data: { isEnabled: true, passwordHash },
      select: { id: true },
    });
    if (passwordHash !== undefined) await endSignInsOf(tx, administratorId, now);
    return;
  }
  if (passwordHash === undefined) {
    throw new DomainError("invalid", "Choose a password for the console: it has none yet.", "password");
  }
  // One of a deleted account that had this address: whoever has it now is somebody else.
  await tx.administrator.deleteMany({ where: { email } });
  await tx.administrator.create({
    data: { email, passwordHash, role: "administrator", accountId, createdAt: now },
    select: { id: true },
  });
}

async function keepOut(
  tx: Tx,
  { administratorId, role }: { administratorId: number; role: string },
  now: Date,
): Promise<void> {
  if (role === "owner") await assertOtherOwner(tx, administratorId);
  await tx.administrator.update({ where: { id: administratorId }, data: { isEnabled: false }, select: { id: true } });
  await endSignInsOf(tx, administratorId, now);
}
