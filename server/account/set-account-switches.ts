import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { parseInput } from "../input/parse-input.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Store } from "../store.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";
import { type AccountSwitches, accountSwitches } from "./schema.ts";

/** May receive, may sign in. Taking sign-in away also ends the sessions the account has. Refuses with `not-found`. */
export async function setAccountSwitches(store: Store, input: AccountSwitches, actor: Actor): Promise<void> {
  const { id, canReceive, canSignIn } = parseInput(accountSwitches, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const before = await tx.account.findUnique({
      where: { id, deletedAt: null },
      select: { address: true, canReceive: true, canSignIn: true },
    });
    if (!before) throw accountGone();
    await changeLivingAccount(tx, id, { canReceive, canSignIn });
    if (canSignIn === false) await requestDaemon(tx, "kick-account", { accountId: id, by: actor.name }, now);
    const { address, ...switches } = before;
    await appendAudit(tx, actor, now, {
      action: "account.switch",
      object: address,
      before: switches,
      after: { canReceive, canSignIn },
    });
  });
}
