import type { ListQuestion } from "../database/read-list.ts";
import { type Engine, engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

/** Beyond that many a search is for what many sessions have: they are walked through in their order. */
const mostLookedUp = 5_000;

type Asked = Pick<ListQuestion, "from" | "where" | "common">;

/** What a list of sessions that have ended asks: from one index, unless an account or a search says which few to look up. */
export async function pastQuestion(
  store: Store,
  { search, accountId }: { readonly search: string; readonly accountId?: number | undefined },
  most = mostLookedUp,
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
  const conditions = [ofAccounts(engine, given(text))];
  // An address of the network, by its beginning.
  if (/^[0-9a-f.:]+$/.test(text)) conditions.push(comesFrom(engine, text, given));
  const found = conditions.map((condition) => `SELECT "id" FROM "Session" WHERE ${condition}`).join(" UNION ALL ");
  const [row] = await store.db.$queryRawUnsafe<{ total: number | bigint }[]>(
    `SELECT count(*) AS "total" FROM (${found} LIMIT ${most + 1}) AS "some"`,
    ...values,
  );
  if (Number(row?.total ?? 0) > most) {
    return { common: { text: "", values }, from: walked, where: [...where, `(${conditions.join(" OR ")})`] };
  }
  const common = { text: `WITH found AS MATERIALIZED (${found})`, values };
  return { common, from: `"Session"`, where: [...where, `"id" IN (SELECT "id" FROM found)`] };
}

function ofAccounts(engine: Engine, place: string): string {
  return engine === "sqlite"
    ? `"accountId" IN (SELECT a."id" FROM "Account" a INDEXED BY "Account_list_idx" WHERE instr(a."address", ${place}) > 0)`
    : `"accountId" IN (SELECT a."id" FROM "Account" a WHERE strpos(a."address", CAST(${place} AS text)) > 0)`;
}

function comesFrom(engine: Engine, text: string, given: (value: string) => string): string {
  return engine === "sqlite"
    ? `"remoteAddress" >= ${given(text)} AND "remoteAddress" < ${given(`${text}~`)}`
    : `"remoteAddress" LIKE CAST(${given(`${text}%`)} AS text)`;
}
