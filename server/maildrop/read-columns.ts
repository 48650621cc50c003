import { type Engine, engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { dotLinesBit } from "./snapshot.ts";
import type { MessageColumns } from "./snapshot-builder.ts";

const pageMessages = 2500;

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
    const page = await readPage(store, accountId, next, to);
    const last = page?.sequences.at(-1);
    if (page === null || last === undefined) return;
    yield page;
    if (page.sequences.length < pageMessages) return;
    next = last + 1;
    await new Promise(setImmediate);
  }
}

/** As text: one JSON array per column costs a third of what rows of their own do. */
interface Page {
  readonly sequences: string | null;
  readonly octets: string;
  readonly headers: string;
  readonly numbers: string;
  readonly firstEpoch: string;
  readonly lastEpoch: string;
  readonly imported: number | bigint;
  /** Of a mixed page alone. */
  readonly epochs?: string;
  readonly importedIds?: string;
}

/** Null where there are none. A page with several epochs or with imported ids is read again with those, which most have not. */
async function readPage(store: Store, accountId: number, from: number, to: number): Promise<MessageColumns | null> {
  const engine = engineOf(store.environment.databaseUrl);
  const read = async (isMixed: boolean) => {
    const [row] = await store.db.$queryRawUnsafe<Page[]>(select(engine, isMixed), accountId, from, to);
    return row && row.sequences !== null && row.sequences !== "[]" ? row : null;
  };
  const page = await read(false);
  if (page === null) return null;
  const isMixed = page.firstEpoch !== page.lastEpoch || page.imported > 0;
  const whole = isMixed ? await read(true) : page;
  return whole && parse(whole);
}

/** One row. Both engines aggregate a sorted subquery in its order. */
function select(engine: Engine, isMixed: boolean): string {
  const [gather, end, isDot] =
    engine === "sqlite"
      ? ["json_group_array(", ")", `"hasDotLines"`]
      : ["CAST(json_agg(", ") AS text)", `CAST("hasDotLines" AS integer)`];
  const parameters = engine === "sqlite" ? ["?", "?", "?"] : ["$1", "$2", "$3"];
  const mixed = `, ${gather}"uniqueEpoch"${end} AS "epochs", ${gather}"importedId"${end} AS "importedIds"`;
  return `
    SELECT ${gather}"sequence"${end} AS "sequences", ${gather}"octets"${end} AS "octets",
      ${gather}"headerOctets" + ${isDot} * ${dotLinesBit}${end} AS "headers", ${gather}"uniqueNumber"${end} AS "numbers",
      MIN("uniqueEpoch") AS "firstEpoch", MAX("uniqueEpoch") AS "lastEpoch", COUNT("importedId") AS "imported"
      ${isMixed ? mixed : ""}
    FROM (SELECT * FROM "Message" WHERE "accountId" = ${parameters[0]} AND "sequence" >= ${parameters[1]}
      AND "sequence" < ${parameters[2]} ORDER BY "sequence" LIMIT ${pageMessages}) AS "page"`;
}

function parse(page: Page): MessageColumns {
  const column = (text: string | null) => JSON.parse(text ?? "[]");
  return {
    sequences: column(page.sequences),
    octets: column(page.octets),
    headers: column(page.headers),
    numbers: column(page.numbers),
    epochs: page.epochs === undefined ? page.firstEpoch : column(page.epochs),
    importedIds: page.importedIds === undefined ? null : column(page.importedIds),
  };
}
