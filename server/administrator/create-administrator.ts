import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { takeTurn } from "../control/grow.ts";
import { hashPassword } from "../credential/password.ts";
import { assertUncommonPassword } from "../credential/uncommon-password.ts";
import { isUniqueViolation } from "../database/refusal.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { administratorColumns, asAdministrator } from "./read.ts";
import { type AdministratorView, type NewAdministrator, type NewOwner, newAdministrator } from "./schema.ts";
import { withdrawSetUpToken } from "./set-up-token.ts";

/** The first administrator. Ends the set-up link. Refuses with `already-exists` where there is an owner. */
export function createOwner(store: Store, input: NewOwner, actor: Actor): Promise<AdministratorView> {
  return create(store, { ...input, role: "owner" }, actor, async (tx) => {
    const owner = await tx.administrator.findFirst({ where: { role: "owner" }, select: { email: true } });
    if (!owner) return withdrawSetUpToken(tx);
    throw new DomainError("already-exists", `This server already has an owner: ${owner.email}. Sign in instead.`);
  });
}

/** One more administrator, or owner. Refuses an e-mail that has one with `already-exists`. */
export function createAdministrator(store: Store, input: NewAdministrator, actor: Actor): Promise<AdministratorView> {
  return create(store, input, actor, async (tx) => {
    if (input.role === "owner") await withdrawSetUpToken(tx);
  });
}

async function create(
  store: Store,
  input: NewAdministrator,
  actor: Actor,
  before: (tx: Tx) => Promise<void>,
): Promise<AdministratorView> {
  const { password, email, role, timeZone } = parseInput(newAdministrator, input);
  assertUncommonPassword(password, email);
  const passwordHash = await hashPassword(password);
  const now = store.clock.now();
  try {
    return await store.db.$transaction(async (tx) => {
      await takeTurn(tx);
      await before(tx);
      const data = { email, passwordHash, role, timeZone, createdAt: now };
      const row = await tx.administrator.create({ data, select: administratorColumns });
      await appendAudit(tx, actor, now, { action: "administrator.create", object: email, after: { role } });
      return asAdministrator(row);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", `${email} is an administrator already.`, "email", { cause: error });
  }
}
