import { setTimeout as wait } from "node:timers/promises";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { type Answer, type RequestId, type RequestKind, requestKinds } from "./schema.ts";

const pollMs = 100;

/**
 * Waits for the daemon's answer. Refuses with `daemon-away` after `timeoutMs`; the request is withdrawn then, so nothing
 * happens later.
 */
export async function awaitAnswer<Kind extends RequestKind>(
  store: Store,
  id: RequestId<Kind>,
  timeoutMs: number,
): Promise<Answer<Kind>> {
  const deadline = store.clock.monotonicMs() + timeoutMs;
  for (;;) {
    const row = await store.db.request.findUnique({ where: { id }, select: { kind: true, answer: true } });
    if (row?.answer) return requestKinds[row.kind as Kind].answer.parse(JSON.parse(row.answer)) as Answer<Kind>;
    // A withdrawal that finds nothing means that the answer has just come: it is read in the next turn.
    if (!row || (store.clock.monotonicMs() >= deadline && (await withdraw(store, id)))) throw away(timeoutMs);
    await wait(pollMs);
  }
}

async function withdraw(store: Store, id: number): Promise<boolean> {
  const { count } = await store.db.request.deleteMany({ where: { id, answeredAt: null } });
  return count === 1;
}

function away(timeoutMs: number): DomainError {
  return new DomainError(
    "daemon-away",
    `The mail daemon did not answer within ${Math.round(timeoutMs / 1000)} s, so nothing was done. See on the overview whether it runs.`,
  );
}
