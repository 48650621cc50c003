import type { ListQuestion } from "../database/read-list.ts";
import { type Engine, engineOf } from "../database/url.ts";
import { mostCounted } from "../input/schema.ts";
import type { Store } from "../store.ts";

/** Accounts that are named one by one; of more their sessions are many. PostgreSQL hashes such a list, and would look each session's account up without. */
const mostNamed: Readonly<Record<Engine, number>> = { sqlite: 2_000, postgresql: 10_000 };
/** Of more accounts than these every few sessions are one's: each is asked as it is passed. */
const mostGathered = 10_000;

type Asked = Pick<ListQuestion, "from" | "where" | "common" | "isMany">;

/**
 * What a list of sessions that have ended asks: walked through in their order in one index, unless an account or a search says which few
 * to look up. Beyond `most` a search is for what many sessions have: walking finds a page of them sooner.
 */
export async function pastQuestion(
  store: Store,
  { search, accountId }: { readonly search: string; readonly accountId?: number | undefined },
  most = mostCounted,
): Promise<Asked> {
  const engine = engineOf(store.environment.databaseUrl);
  const text = search.normalize("NFC").toLowerCase();
  const where = [`"endedAt" IS NOT NULL`];
  const walked = engine === "sqlite" ? `"Session" INDEXED BY "Session_past_idx"` : `"Session"`;
  if (text === "") return { from: accountId === undefined ? walked : `"Session"`, where };
  const values: string[] = [];
  const given = (value: string) => {
    const number = values.push(value);
    return engine === "sqlite" ? "?" : `$${number}`;
  };
  const { found, condition } = await accountsWith(store, engine, text, given);
  const looked = [found];
  const conditions = [condition];
  // An address of the network, by its beginning.
  if (/^[0-9a-f.:]+$/.test(text)) {
    const fromThere = comesFrom(engine, text, given);
    looked.push(`SELECT s."id" FROM "Session" s WHERE ${fromThere}`);
    conditions.push(fromThere);
  }
  const few = looked.join(" UNION ALL ");
  const [row] = await store.db.$queryRawUnsafe<{ total: number | bigint }[]>(
    `SELECT count(*) AS "total" FROM (${few} LIMIT ${most + 1}) AS "some"`,
    ...values,
  );
  if (Number(row?.total ?? 0) > most) {
    const common = { text: "", values };
    return { common, from: walked, where: [...where, `(${conditions.join(" OR ")})`], isMany: true };
  }
  const common = { text: `WITH found AS MATERIALIZED (${few})`, values };
  return { common, from: `"Session"`, where: [...where, `"id" IN (SELECT "id" FROM found)`] };
}

interface OfAccounts {
  /** Ids of their sessions, found one account after the other. */
  readonly found: string;
  /** Whether a session is of one of them. */
  readonly condition: string;
}

/** Sessions of accounts whose address has it: of few accounts by their ids, of many by what finds them. */
async function accountsWith(
  { db }: Store,
  engine: Engine,
  text: string,
  given: (value: string) => string,
): Promise<OfAccounts> {
  const accounts = engine === "sqlite" ? `"Account" a INDEXED BY "Account_list_idx"` : `"Account" a`;
  const has = (place: string) =>
    engine === "sqlite" ? `instr(a."address", ${place}) > 0` : `strpos(a."address", CAST(${place} AS text)) > 0`;
  const ids = await db.$queryRawUnsafe<{ id: number | bigint }[]>(
    `SELECT a."id" FROM ${accounts} WHERE ${has(engine === "sqlite" ? "?" : "$1")} LIMIT ${mostGathered + 1}`,
    text,
  );
  if (ids.length <= mostNamed[engine]) {
    const condition = `"accountId" IN (${ids.map(({ id }) => String(id)).join(", ") || "NULL"})`;
    return { found: `SELECT s."id" FROM "Session" s WHERE s.${condition}`, condition };
  }
  const place = given(text);
  const found = `SELECT s."id" FROM ${accounts} CROSS JOIN "Session" s WHERE s."accountId" = a."id" AND ${has(place)}`;
  const condition =
    ids.length <= mostGathered
      ? `"accountId" IN (SELECT a."id" FROM ${accounts} WHERE ${has(place)})`
      : `EXISTS (SELECT 1 FROM "Account" a WHERE a."id" = "Session"."accountId" AND ${has(place)})`;
  return { found, condition };
}

function comesFrom(engine: Engine, text: string, given: (value: string) => string): string {
  return engine === "sqlite"
    ? `"remoteAddress" >= ${given(text)} AND "remoteAddress" < ${given(`${text}~`)}`
    : `"remoteAddress" LIKE CAST(${given(`${text}%`)} AS text)`;
}
