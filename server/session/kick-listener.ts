import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { awaitAnswer } from "../request/await-answer.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Store } from "../store.ts";

const answerLimitMs = 5000;

/** Ends every session that came in by this listener, and waits until the daemon has done it. Its standing `closing` stays as it is. */
export async function kickListener(
  store: Store,
  { id }: { id: number },
  actor: Actor,
): Promise<{ kickedCount: number }> {
  const now = store.clock.now();
  const requests = await store.db.$transaction(async (tx) => {
    const listener = await tx.listener.findUnique({ where: { id }, select: { name: true } });
    if (!listener) throw new DomainError("not-found", "This listener no longer exists.");
    const sessions = await tx.session.findMany({ where: { listenerId: id, endedAt: null }, select: { id: true } });
    await appendAudit(tx, actor, now, {
      action: "listener.kick",
      object: listener.name,
      after: { sessionCount: sessions.length },
    });
    const made = [];
    for (const session of sessions)
      made.push(await requestDaemon(tx, "kick-session", { sessionId: session.id, by: actor.name }, now));
    return made;
  });
  const answers = await Promise.all(requests.map((request) => awaitAnswer(store, request, answerLimitMs)));
  return { kickedCount: answers.reduce((sum, answer) => sum + answer.kickedCount, 0) };
}
