import type { PostgresQuery } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";

/** A source as it was when an account was read: another version is another source. */
export interface SourceRef {
  readonly domainId: number;
  readonly version: string;
}

const select = `SELECT s."domainId", s."version" FROM "PasswordSource" s JOIN "Domain" d ON d."id" = s."domainId" WHERE d."name" = `;

/** By the domain's canonical name; undefined where its passwords are known here, and where there is no such domain. */
export const sourceOfDomain: Read<string, SourceRef | undefined> = {
  sqlite(database) {
    const statement = database.prepare<[string], SourceRef>(`${select}?`);
    return (name) => statement.get(name);
  },
  async postgresql(query: PostgresQuery, name) {
    const [source] = await query<SourceRef>(`${select}$1`, [name]);
    return source;
  },
};
