import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { passwordColumns } from "../credential/password-columns.ts";
import { assertUncommonPassword } from "../credential/uncommon-password.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";
import { type PasswordChange, passwordChange } from "./schema.ts";

/** From the next sign-in on; sessions that are in stay in. Refuses with `not-found`. */
export async function setPassword(store: Store, input: PasswordChange, actor: Actor): Promise<void> {
  const { id, password } = parseInput(passwordChange, input);
  const where = { id, deletedAt: null };
  const account = await store.db.account.findUnique({ where, select: { address: true } });
  if (!account) throw accountGone();
  assertUncommonPassword(password, account.address);
  const columns = await passwordColumns(store, account.address, password);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await changeLivingAccount(tx, id, { ...columns, passwordAt: now });
    await appendAudit(tx, actor, now, { action: "account.set-password", object: account.address });
  });
}
