import type { NewBody } from "../body/body-store.ts";
import { databaseTrouble } from "../database/database-trouble.ts";
import { type UniqueNumber, uniqueIdOf } from "../message/unique-id.ts";
import type { UniqueNumbers } from "../message/unique-numbers.ts";
import { headOf } from "../receipt/receipt-writer.ts";
import { StatementError } from "../statement/statement-error.ts";
import type { Store } from "../store.ts";
import { refusalOf } from "./admit.ts";
import type { Waiting } from "./deliverer.ts";
import { CommitUnknown, type NewMessage, storeMessages } from "./delivery-statements.ts";

/** Bodies first, then the rows, then the answers. Never throws: what went wrong goes to those it concerns. */
export async function deliverBatch(store: Store, numbers: UniqueNumbers, batch: readonly Waiting[]): Promise<void> {
  try {
    const messages = await appendBodies(store, numbers, batch);
    if (messages !== null) await commit(store, batch, messages);
    // One body that cannot be written must not keep the others out.
    else for (const one of batch) await deliverBatch(store, numbers, [one]);
  } catch (error) {
    for (const { reject } of batch) reject(databaseTrouble(error));
  }
}

/** Null where a batch of several could not be written, of which nothing is left then. */
async function appendBodies(
  store: Store,
  numbers: UniqueNumbers,
  batch: readonly Waiting[],
): Promise<NewMessage[] | null> {
  const uniques = await numbers.take(batch.length);
  const bodies = batch.map(({ delivery, arrivedAt }, index): NewBody => {
    const unique = uniques[index];
    if (unique === undefined) throw new RangeError("too few unique numbers");
    const { recipient, prefix, message, importedId = null } = delivery;
    return { ...recipient, uniqueId: uniqueIdOf(unique), importedId, arrivedAt, prefix, message };
  });
  try {
    const places = await store.bodies.append(bodies);
    return batch.map((waiting, index) => describe(waiting, uniques[index], places[index]));
  } catch (error) {
    if (batch.length === 1) throw error;
    return null;
  }
}

function describe(
  { delivery, arrivedAt }: Waiting,
  unique: UniqueNumber | undefined,
  place: string | undefined,
): NewMessage {
  if (unique === undefined || place === undefined) throw new RangeError("a body without a place");
  const { recipient, prefix, message, importedId } = delivery;
  return {
    accountId: recipient.accountId,
    uniqueEpoch: unique.epoch,
    uniqueNumber: unique.number,
    importedId: importedId ?? null,
    octets: prefix.length + message.octets,
    headerOctets: prefix.length + message.headerOctets,
    hasDotLines: message.hasDotLines,
    place,
    arrivedAt: arrivedAt.getTime(),
  };
}

async function commit(store: Store, batch: readonly Waiting[], messages: readonly NewMessage[]): Promise<void> {
  const refused: string[] = [];
  try {
    const heads = await Promise.all(batch.map(({ delivery }) => headOf(delivery.message)));
    const results = await store.statements.write(storeMessages, { messages, now: store.clock.now().getTime() });
    for (const [index, { delivery, resolve, reject }] of batch.entries()) {
      const message = messages[index];
      const result = results[index];
      if (message === undefined || result === undefined) throw new RangeError("a delivery without a result");
      const { uniqueEpoch: epoch, uniqueNumber: number, importedId, octets, place, arrivedAt } = message;
      if (typeof result === "number") {
        const delivered = { sequence: result, uniqueId: importedId ?? uniqueIdOf({ epoch, number }), octets };
        const { recipient, prefix } = delivery;
        const head = heads[index] ?? new Uint8Array();
        store.receipts.note({ ...recipient, ...delivered, arrivedAt: new Date(arrivedAt), prefix, head });
        resolve(delivered);
      } else {
        refused.push(place);
        reject(refusalOf(result, { ...delivery.recipient, importedId }));
      }
    }
  } catch (error) {
    // Where a commit may have happened its bodies stay: the store's check finds those that no row knows.
    if (error instanceof StatementError) refused.push(...messages.map(({ place }) => place));
    throw error instanceof CommitUnknown ? error.cause : error;
  } finally {
    if (refused.length > 0) await store.bodies.remove(refused).catch(() => {}); // the store's check finds them
  }
}
