import { readListeners } from "../listener/read.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { TaskRun } from "../task/run-task.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkListeners, reachableListeners } from "./check-listeners.ts";
import { checkMail } from "./check-mail.ts";
import { checkStorage } from "./check-storage.ts";
import type { Finding } from "./schema.ts";
import { makeThrowAwayAccount, removeThrowAwayAccounts } from "./throw-away-account.ts";
import type { Actor } from "../audit/append-audit.ts";

/** About as many as there will be, for the bar. */
const usualFindings = 9;
const findingsPerListener = 3;

/** The work of a diagnosis: each finding is written as it is made, for whoever looks on. */
export async function runDiagnosis(store: Store, run: TaskRun): Promise<{ findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const expected = usualFindings + findingsPerListener * (await store.db.listener.count());
  for await (const found of diagnose(store, run.actor)) {
    findings.push(found);
    run.progress(findings.length, Math.max(findings.length, expected));
    await store.relaxed.task.updateMany({
      where: { id: run.id, state: "running" },
      data: { result: JSON.stringify({ findings }), doneCount: findings.length },
    });
    if (run.signal.aborted) break;
  }
  run.progress(findings.length, findings.length);
  return { findings };
}

/** Every check there is, in the order in which one explains the next. What was made for it is removed, also where somebody stops listening. */
export async function* diagnose(store: Store, actor: Actor): AsyncGenerator<Finding> {
  yield* checkDaemon(store);
  yield* checkStorage(store);
  const [listeners, { hostname }] = await Promise.all([readListeners(store), readSettings(store)]);
  yield* checkListeners(listeners, hostname, store.clock.now());
  if (reachableListeners(listeners, hostname).length === 0) return;
  const account = await makeThrowAwayAccount(store, actor);
  try {
    yield* checkMail(listeners, hostname, account, store.clock.now());
  } finally {
    await removeThrowAwayAccounts(store, actor);
  }
}
