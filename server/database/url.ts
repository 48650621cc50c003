import { DomainError } from "../errors.ts";

/** The file of a SQLite URL (`file:…`); null where the URL names PostgreSQL. Refuses anything else with `configuration`. */
export function sqliteFile(url: string): string | null {
  if (url.startsWith("file:")) return url.slice("file:".length);
  if (/^postgres(ql)?:\/\//.test(url)) return null;
  throw new DomainError(
    "configuration",
    `POPDESK_DATABASE_URL must begin with "file:" or "postgresql://", and it is "${url.split(":")[0]}:…".`,
  );
}

export type Engine = "sqlite" | "postgresql";

export function engineOf(url: string): Engine {
  return sqliteFile(url) === null ? "postgresql" : "sqlite";
}
