import { DomainError } from "../errors.ts";

/** Prisma's errors that blame the program and not the database. */
const bugs: ReadonlySet<string> = new Set(["PrismaClientValidationError"]);

/** The `storage` refusal for what the database could not do; anything that is not the database's trouble comes back as it is. */
export function databaseTrouble(error: unknown): unknown {
  const name = (error as Error | null)?.name ?? "";
  const isDatabase = name.startsWith("PrismaClient") || name === "DriverAdapterError" || name === "SqliteError";
  if (!isDatabase || bugs.has(name)) return error;
  const sentence = "The database did not take the change; nothing was lost. The daemon's log says what it reported.";
  return new DomainError("storage", sentence, undefined, { cause: error });
}
