import { setTimeout as wait } from "node:timers/promises";
import type { Store } from "../store.ts";
import { keepAges, type PackedMaildrop, packMaildrops, type StaleAccount, staleAccounts } from "./ages-statements.ts";

/** Ids looked at in one turn of the event loop. */
const idsAtOnce = 1_000;
/** Messages packed in one turn, some milliseconds; and rows written in one transaction. */
const messagesAtOnce = 5_000;
const rowsAtOnce = 100;
/** Beside clients: nine times as long a rest as the work took. */
const restShare = 9;

interface KeepOptions {
  /** Without rests: nobody else is at work. */
  readonly isHurried?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Packs the ages of all maildrops that have changed since that was done last. Gives how many. May be broken off anywhere, and done by
 * several at once: a copy names the state it is of.
 */
export async function keepMaildropAges(
  store: Store,
  stop?: AbortSignal,
  { isHurried = false, onProgress = () => {} }: KeepOptions = {},
): Promise<number> {
  const { _max } = await store.db.account.aggregate({ _max: { id: true } });
  const lastId = _max.id ?? 0;
  let kept = 0;
  for (let first = 1; first <= lastId && !stop?.aborted; first += idsAtOnce) {
    const last = first + idsAtOnce - 1;
    const stale = await store.statements.read(staleAccounts, { first, last });
    for (const ids of portions(stale)) {
      if (stop?.aborted) break;
      const began = performance.now();
      kept += await keepSome(store, ids);
      const workedMs = performance.now() - began;
      if (isHurried) await new Promise(setImmediate);
      else await wait(workedMs * restShare, undefined, { ref: false });
    }
    onProgress(Math.min(last, lastId), lastId);
    await new Promise(setImmediate);
  }
  return kept;
}

async function keepSome({ statements }: Store, ids: readonly number[]): Promise<number> {
  const packed: PackedMaildrop[] = await statements.read(packMaildrops, ids);
  if (packed.length > 0) await statements.write(keepAges, packed);
  return packed.length;
}

function* portions(accounts: readonly StaleAccount[]): Generator<number[]> {
  let ids: number[] = [];
  let messages = 0;
  for (const { id, messageCount } of accounts) {
    if (ids.length === rowsAtOnce || (ids.length > 0 && messages + messageCount > messagesAtOnce)) {
      yield ids;
      ids = [];
      messages = 0;
    }
    ids.push(id);
    messages += messageCount;
  }
  if (ids.length > 0) yield ids;
}
