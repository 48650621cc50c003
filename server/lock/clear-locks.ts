import { setImmediate as turn } from "node:timers/promises";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { readLock, readStaleLocks } from "./read.ts";
import { clearingWord, type LockClearing, type LockRow } from "./schema.ts";

/** Cleared in one transaction. */
const clearedAtOnce = 50;

/**
 * Takes this session's lock away, so that the next can sign in; a successor's is never touched. The session itself goes on where it lives:
 * its QUIT finds the lock gone, removes nothing and is answered `-ERR [SYS/TEMP]`. Refuses with `not-found` where the lock is gone by
 * itself, `not-allowed` where the session lives and the word was not typed.
 */
export async function clearLock(
  store: Store,
  { accountId, sessionId, typedWord }: LockClearing,
  actor: Actor,
): Promise<LockRow> {
  const lock = await readLock(store, accountId);
  if (lock === null || lock.sessionId !== sessionId) throw gone();
  if (lock.staleReason === null && typedWord !== clearingWord) {
    throw new DomainError(
      "not-allowed",
      `A living session holds this lock, and what it marked would not be removed. Type ${clearingWord} to clear it all the same.`,
      "typedWord",
    );
  }
  await store.db.$transaction(async (tx) => {
    if (!(await clear(tx, store, lock, actor))) throw gone();
  });
  return lock;
}

/** The same for every lock that nobody will give back. Those that were given back meanwhile are passed over. */
export async function clearStaleLocks(store: Store, _input: object, actor: Actor): Promise<{ clearedCount: number }> {
  const locks = await readStaleLocks(store);
  let clearedCount = 0;
  for (let first = 0; first < locks.length; first += clearedAtOnce) {
    clearedCount += await store.db.$transaction(async (tx) => {
      let cleared = 0;
      for (const lock of locks.slice(first, first + clearedAtOnce)) {
        if (await clear(tx, store, lock, actor)) cleared += 1;
      }
      return cleared;
    });
    await turn();
  }
  return { clearedCount };
}

async function clear(tx: Tx, { clock }: Store, lock: LockRow, actor: Actor): Promise<boolean> {
  const { accountId, sessionId, address, acquiredAt, staleReason, hostname, session } = lock;
  const { count } = await tx.maildropLock.deleteMany({ where: { accountId, sessionId } });
  if (count === 0) return false;
  await appendAudit(tx, actor, clock.now(), {
    action: "lock.clear",
    object: address,
    before: { sessionId, remoteAddress: session?.remoteAddress ?? null, hostname, acquiredAt },
    after: { why: staleReason ?? "held by a living session" },
  });
  return true;
}

function gone(): DomainError {
  return new DomainError("not-found", "This lock is gone: its session gave it back, or somebody cleared it.");
}
