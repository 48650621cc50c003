import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { hashPassword } from "../credential/password.ts";
import { assertUncommonPassword } from "../credential/uncommon-password.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { checkAdministrator } from "./check-administrator.ts";
import {
  type AdministratorPasswordReset,
  administratorPasswordReset,
  type OwnPasswordChange,
  ownPasswordChange,
} from "./schema.ts";

/**
 * An administrator's own; signs out every other browser. Refuses with `invalid` where the present password is wrong; who
 * guesses it is slowed as at the sign-in.
 */
export async function changeOwnPassword(
  store: Store,
  input: OwnPasswordChange & { administratorId: number; signInId: string },
  actor: Actor,
): Promise<void> {
  const { currentPassword, password } = parseInput(ownPasswordChange, input);
  const { administratorId: id, signInId } = input;
  const { email } = await store.db.administrator.findUniqueOrThrow({ where: { id }, select: { email: true } });
  const remoteAddress = actor.remoteAddress ?? "";
  const checked = await checkAdministrator(store, { email, password: currentPassword, remoteAddress });
  if ("refused" in checked) {
    const isThrottled = checked.refused === "throttled";
    throw new DomainError(
      "invalid",
      isThrottled ? checked.text : "This is not your present password.",
      "currentPassword",
    );
  }
  await replace(store, { id, email, password, keptSignInId: signInId }, actor);
}

/** From the command line, when the password is lost; signs out every browser. Refuses with `not-found`. */
export async function resetAdministratorPassword(
  store: Store,
  input: AdministratorPasswordReset,
  actor: Actor,
): Promise<void> {
  const { email, password } = parseInput(administratorPasswordReset, input);
  const administrator = await store.db.administrator.findUnique({ where: { email }, select: { id: true } });
  if (!administrator) throw new DomainError("not-found", `There is no administrator ${email}.`, "email");
  await replace(store, { id: administrator.id, email, password, keptSignInId: null }, actor);
}

async function replace(
  store: Store,
  change: { id: number; email: string; password: string; keptSignInId: string | null },
  actor: Actor,
): Promise<void> {
  assertUncommonPassword(change.password, change.email);
  const passwordHash = await hashPassword(change.password);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await tx.administrator.update({ where: { id: change.id }, data: { passwordHash }, select: { id: true } });
    await tx.signIn.updateMany({
      where: { administratorId: change.id, endedAt: null, id: { not: change.keptSignInId ?? "" } },
      data: { endedAt: now },
    });
    await appendAudit(tx, actor, now, { action: "administrator.set-password", object: change.email });
  });
}
