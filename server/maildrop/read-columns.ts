import type { Store } from "../store.ts";
import { columnsPage, mixedPage, type PageAsked, type PageColumns, pageMessages } from "./column-statements.ts";
import type { MessageColumns } from "./snapshot-builder.ts";

/**
 * The messages of a maildrop from sequence `from` up to, not including, `to`, in pages of ascending order with a turn of the event
 * loop after each.
 */
export async function* readColumns(
  store: Store,
  accountId: number,
  from: number,
  to: number,
): AsyncGenerator<MessageColumns> {
  for (let next = from; next < to; ) {
    const page = await readPage(store, { accountId, from: next, to });
    const last = page?.sequences.at(-1);
    if (page === null || last === undefined) return;
    yield page;
    if (page.sequences.length < pageMessages) return;
    next = last + 1;
    await new Promise(setImmediate);
  }
}

async function readPage({ statements }: Store, asked: PageAsked): Promise<MessageColumns | null> {
  const page = await statements.read(columnsPage, asked);
  if (page === null) return null;
  if (page.firstEpoch === page.lastEpoch && page.importedCount === 0) {
    return { ...commonColumns(page), epochs: page.firstEpoch, importedIds: null };
  }
  const mixed = await statements.read(mixedPage, asked);
  return mixed && { ...commonColumns(mixed), epochs: column(mixed.epochs), importedIds: column(mixed.importedIds) };
}

function commonColumns({ sequences, octets, headers, numbers }: PageColumns) {
  return {
    sequences: column<number>(sequences),
    octets: column<number>(octets),
    headers: column<number>(headers),
    numbers: column<number>(numbers),
  };
}

/** PostgreSQL aggregates no rows to null. */
function column<T>(text: string | null): T[] {
  return text === null ? [] : JSON.parse(text);
}
