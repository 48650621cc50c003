import type { Actor } from "../audit/append-audit.ts";
import { awaitAnswer } from "../request/await-answer.ts";
import type { Store } from "../store.ts";
import { kickSession } from "./kick.ts";
import type { SessionKick } from "./schema.ts";

const answerLimitMs = 3000;

/**
 * Ends a session and waits until the daemon has done it. Refuses with `not-found` where it is over, `daemon-away` where
 * nobody answers.
 */
export async function kickSessionNow(store: Store, input: SessionKick, actor: Actor): Promise<{ wasThere: boolean }> {
  const { kickedCount } = await awaitAnswer(store, await kickSession(store, input, actor), answerLimitMs);
  return { wasThere: kickedCount > 0 };
}
