import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Store } from "../store.ts";
import { type AppPasswordRevocation, appPasswordRevocation } from "./schema.ts";

/**
 * From the commit on it lets nobody in, and the sessions that came with it are ended. The account's password and its other app passwords
 * stay. Refuses with `not-found` what is not there, or revoked already.
 */
export async function revokeAppPassword(
  store: Store,
  input: AppPasswordRevocation,
  actor: Actor,
): Promise<{ name: string; address: string }> {
  const { id } = parseInput(appPasswordRevocation, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.appPassword.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now, scramVerifier: null },
    });
    if (count === 0) throw new DomainError("not-found", "This app password is revoked already.", "id");
    const { name, account } = await tx.appPassword.findUniqueOrThrow({
      where: { id },
      select: { name: true, account: { select: { id: true, address: true } } },
    });
    const sessions = await tx.session.findMany({
      where: { accountId: account.id, appPasswordId: id, endedAt: null },
      select: { id: true },
    });
    for (const session of sessions)
      await requestDaemon(tx, "kick-session", { sessionId: session.id, by: actor.name }, now);
    await appendAudit(tx, actor, now, { action: "app-password.revoke", object: account.address, before: { name } });
    return { name, address: account.address };
  });
}
