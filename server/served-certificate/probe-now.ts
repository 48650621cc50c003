import type { Actor } from "../audit/append-audit.ts";
import { awaitAnswer } from "../request/await-answer.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Store } from "../store.ts";

const answerLimitMs = 20_000;

/** Has the daemon connect to every listener now. Refuses with `daemon-away`. */
export async function probeServedNow(store: Store, _input: object, _actor: Actor): Promise<{ probedCount: number }> {
  const now = store.clock.now();
  const id = await store.db.$transaction((tx) => requestDaemon(tx, "probe-served", {}, now));
  return awaitAnswer(store, id, answerLimitMs);
}
