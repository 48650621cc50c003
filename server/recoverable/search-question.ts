import { foldForSearch } from "../account/search-text.ts";
import type { ListQuestion } from "../database/read-list.ts";
import { type Engine, engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

/** Beyond that many a search is for something that is everywhere: reading the table in its order finds a page sooner. */
const mostLookedUp = 20_000;
/** Trigrams know nothing shorter. */
const leastLetters = 3;

export type Searched = Pick<ListQuestion, "from" | "common" | "where">;

const withText: Readonly<Record<Engine, (place: string) => string>> = {
  sqlite: (place) =>
    `SELECT "rowid" >> 31 AS "accountId", "rowid" & 2147483647 AS "sequence" FROM "RemovedMessageText"
     WHERE "RemovedMessageText" MATCH ${place}`,
  postgresql: (place) => `SELECT "accountId", "sequence" FROM "RemovedMessage" WHERE "searchText" LIKE ${place}`,
};

/** As the index is asked: a phrase, or a pattern. */
const asAsked: Readonly<Record<Engine, (text: string) => string>> = {
  sqlite: (text) => `"${text.replaceAll('"', '""')}"`,
  postgresql: (text) => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`,
};

/**
 * Of RemovedMessage as `r`: who sent it, what it was about, whose it was, what it is called. By the index of texts and by accounts; what
 * nearly every message has is looked for row by row.
 */
export async function searchOfRemoved(store: Store, search: string): Promise<Searched> {
  const text = foldForSearch(search);
  const engine = engineOf(store.environment.databaseUrl);
  const looksUp = text.length >= leastLetters && (await countTexts(store, engine, text)) <= mostLookedUp;
  const values: unknown[] = [];
  // Parameters are numbered by their place in the text on either engine.
  const given = (value: string) => placeOf(engine, values.push(value));
  const contains = (column: string) =>
    engine === "sqlite"
      ? `instr(${column}, ${given(text)}) > 0`
      : `strpos(${column}, CAST(${given(text)} AS text)) > 0`;
  const ofAccounts = () => `"accountId" IN (SELECT "id" FROM "Account" WHERE ${contains(`"address"`)})`;
  const isUnique = () => {
    const unique = uniqueOf(text);
    return unique === null
      ? "1 = 0"
      : `("uniqueEpoch" = ${given(unique.epoch)} AND "uniqueNumber" = CAST(CAST(${given(unique.number)} AS text) AS bigint))`;
  };
  if (!looksUp) {
    const where = [`(${[contains(`"searchText"`), ofAccounts(), isUnique()].join(" OR ")})`];
    return { common: { text: "", values }, from: `"RemovedMessage" r`, where };
  }
  const keys = `SELECT "accountId", "sequence" FROM "RemovedMessage" WHERE`;
  const found = [withText[engine](given(asAsked[engine](text))), `${keys} ${ofAccounts()}`, `${keys} ${isUnique()}`];
  return {
    common: { text: `WITH found AS MATERIALIZED (${found.join(" UNION ")})`, values },
    from: `found JOIN "RemovedMessage" r ON r."accountId" = found."accountId" AND r."sequence" = found."sequence"`,
    where: [],
  };
}

function placeOf(engine: Engine, number: number): string {
  return engine === "sqlite" ? "?" : `$${number}`;
}

/** Up to one more than are looked up. */
async function countTexts({ db }: Store, engine: Engine, text: string): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ total: number | bigint }[]>(
    `SELECT count(*) AS "total" FROM (${withText[engine](placeOf(engine, 1))} LIMIT ${mostLookedUp + 1}) AS found`,
    asAsked[engine](text),
  );
  return Number(row?.total ?? 0);
}

/** A unique-id is an epoch of six and a number in base 36. */
function uniqueOf(text: string): { epoch: string; number: string } | null {
  if (!/^[0-9a-z]{7,17}$/.test(text)) return null;
  const number = Number.parseInt(text.slice(6), 36);
  return Number.isSafeInteger(number) ? { epoch: text.slice(0, 6), number: String(number) } : null;
}
