import { DomainError } from "../errors.ts";
import { rowLockMs } from "./limits.ts";

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

/** Of PostgreSQL. */
export const logsSchema = "logs";

/**
 * Where the logs lie that belong to the database of `url`: a file beside it, or a schema in it. On PostgreSQL the URL carries the
 * connection's settings, and those of a URL win over those given beside it: the search path, and that a power cut may take the last
 * instants back.
 */
export function logsUrl(url: string): string {
  const file = sqliteFile(url);
  if (file !== null) return `file:${file.replace(/\.db$/, "")}-logs.db`;
  const options = `-c search_path=${logsSchema} -c synchronous_commit=off -c lock_timeout=${rowLockMs}`;
  return `${url}${url.includes("?") ? "&" : "?"}options=${encodeURIComponent(options)}`;
}
