import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { RequestId } from "../request/schema.ts";
import type { Store } from "../store.ts";
import type { AccountKick, NetworkKick, SessionKick } from "./schema.ts";

/**
 * Asks the daemon to end a session; it removes nothing. Refuses with `not-found` where it is over. awaitAnswer says when
 * it is done.
 */
export async function kickSession(
  store: Store,
  { sessionId }: Pick<SessionKick, "sessionId">,
  actor: Actor,
): Promise<RequestId<"kick-session">> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const session = await tx.session.findUnique({
      where: { id: sessionId, endedAt: null },
      select: { address: true, remoteAddress: true },
    });
    if (!session) throw new DomainError("not-found", "This session is already over.");
    const id = await requestDaemon(tx, "kick-session", { sessionId, by: actor.name }, now);
    await appendAudit(tx, actor, now, {
      action: "session.kick",
      object: session.address ?? session.remoteAddress,
      after: { sessionId, remoteAddress: session.remoteAddress },
    });
    return id;
  });
}

/** The same for all sessions from a network, signed in or not. */
export async function kickNetwork(
  store: Store,
  { network }: NetworkKick,
  actor: Actor,
): Promise<RequestId<"kick-network">> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const id = await requestDaemon(tx, "kick-network", { network, by: actor.name }, now);
    await appendAudit(tx, actor, now, { action: "network.kick", object: network });
    return id;
  });
}

/** The same for all sessions of an account. */
export async function kickAccount(
  store: Store,
  { accountId }: AccountKick,
  actor: Actor,
): Promise<RequestId<"kick-account">> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const account = await tx.account.findUnique({ where: { id: accountId }, select: { address: true } });
    if (!account) throw new DomainError("not-found", "This account no longer exists.");
    const id = await requestDaemon(tx, "kick-account", { accountId, by: actor.name }, now);
    await appendAudit(tx, actor, now, { action: "account.kick", object: account.address });
    return id;
  });
}
