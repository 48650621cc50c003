import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { networkText, parseNetwork } from "../network/network.ts";
import { addRule } from "../protection/add-rule.ts";
import { awaitAnswer } from "../request/await-answer.ts";
import type { Store } from "../store.ts";
import { kickAccount, kickNetwork, kickSession } from "./kick.ts";
import type { SessionKick } from "./schema.ts";

const answerLimitMs = 3000;

export interface Kicked {
  readonly kickedCount: number;
  /** The network that is kept out from now on; null: none. */
  readonly blocked: string | null;
}

/**
 * Ends a session, all of its account or all from its address, and keeps that address out where it is wished, and waits until the daemon
 * has done it. Refuses with `not-found` where it is over, `daemon-away` where nobody answers, and as addRule does.
 */
export async function kickNow(
  store: Store,
  { sessionId, scope, block, confirmation }: SessionKick,
  actor: Actor,
): Promise<Kicked> {
  const blocked = block === "" ? null : await addressOf(store, sessionId);
  if (blocked !== null) {
    await addRule(store, { network: blocked, action: "deny", lasts: block, note: "Kicked", confirmation }, actor);
  }
  const request = await ask(store, { sessionId, scope }, actor);
  const { kickedCount } = await awaitAnswer(store, request, answerLimitMs);
  return { kickedCount, blocked };
}

async function ask(store: Store, { sessionId, scope }: Pick<SessionKick, "sessionId" | "scope">, actor: Actor) {
  switch (scope) {
    case "session":
      return kickSession(store, { sessionId }, actor);
    case "account": {
      const session = await store.db.session.findUnique({ where: { id: sessionId }, select: { accountId: true } });
      if (session?.accountId == null)
        throw new DomainError("not-found", "This session has not signed in: it has no account.", "scope");
      return kickAccount(store, { accountId: session.accountId }, actor);
    }
    case "address":
      return kickNetwork(store, { network: await addressOf(store, sessionId) }, actor);
  }
}

/** As rules have it. */
async function addressOf(store: Store, sessionId: string): Promise<string> {
  const session = await store.db.session.findUnique({ where: { id: sessionId }, select: { remoteAddress: true } });
  const network = session && parseNetwork(session.remoteAddress);
  if (!network) throw new DomainError("not-found", "It is not known where this session came from.");
  return networkText(network);
}
