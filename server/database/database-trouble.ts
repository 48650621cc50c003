import { DomainError } from "../errors.ts";

/** Prisma's errors that blame the program and not the database. */
const bugs: ReadonlySet<string> = new Set(["PrismaClientValidationError"]);

/** Whose errors these are besides Prisma's own. */
const sources: ReadonlySet<string> = new Set(["DriverAdapterError", "SqliteError", "StatementError"]);

/** What a person can do something about, by what SQLite, PostgreSQL and Prisma call it. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/SQLITE_FULL|disk is full|No space left/i, "The disk is full."],
  [/SQLITE_READONLY|readonly database/i, "The database may not be written by the system user that runs Popdesk."],
  [/SQLITE_CORRUPT|SQLITE_NOTADB|disk image is malformed/i, "The database is damaged."],
  [/SQLITE_BUSY|database is locked|lock timeout/i, "Another program keeps the database locked."],
  [
    /P1001|P1017|ECONNREFUSED|Can't reach database server|Server has closed|Connection terminated|timeout exceeded when trying to connect|Query read timeout/i,
    "The database server does not answer.",
  ],
];

/** The `storage` refusal for what the database could not do; anything that is not the database's trouble comes back as it is. */
export function databaseTrouble(error: unknown): unknown {
  const { name = "", code = "", message = "" } = (error ?? {}) as { name?: string; code?: string; message?: string };
  const isDatabase = name.startsWith("PrismaClient") || sources.has(name);
  if (!isDatabase || bugs.has(name)) return error;
  const reason = reasons.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  const sentence = reason
    ? `${reason} Nothing was lost.`
    : "The database did not take the change; nothing was lost. The daemon's log says what it reported.";
  return new DomainError("storage", sentence, undefined, { cause: error });
}
