import { DomainError, type ErrorCode } from "#server/errors.ts";
import { type Answer, answer } from "./answer.ts";

/** 4xx where the MTA shall keep the message and try again, 5xx where it shall tell the sender (RFC 3463). */
const replies = {
  "mailbox-unknown": [550, "5.1.1"],
  "mailbox-disabled": [550, "5.2.1"],
  "over-quota": [452, "4.2.2"],
  "over-quota-final": [552, "5.2.2"],
  invalid: [553, "5.1.3"],
  "not-found": [550, "5.1.1"],
  "not-allowed": [550, "5.7.1"],
  "not-signed-in": [550, "5.7.1"],
  "already-exists": [451, "4.3.0"],
  "in-use": [451, "4.3.0"],
  storage: [451, "4.3.0"],
  "lock-lost": [451, "4.3.0"],
  "daemon-away": [451, "4.3.0"],
  configuration: [451, "4.3.5"],
} satisfies Record<ErrorCode, readonly [number, string]>;

/** RFC 5321 §4.2.2 and RFC 3463 §3.4: insufficient system storage. */
const systemFull = [452, "4.3.1"] as const;

/** What files, SQLite and PostgreSQL say where no space is left. */
const noSpace = /\b(?:ENOSPC|EDQUOT|SQLITE_FULL|53100)\b|disk is full|No space left/i;

/** The answer to what resolving, receiving or delivering threw. A bug is reported, and answered so that the MTA tries again. */
export function refusalFor(error: unknown, onIncident: (error: unknown) => string): Answer {
  if (!(error instanceof DomainError))
    return answer(451, "4.3.0", `internal error, incident ${onIncident(error)}; try again later`);
  const [code, status] = error.code === "storage" && isFull(error) ? systemFull : replies[error.code];
  return answer(code, status, error.message);
}

function isFull({ cause }: DomainError): boolean {
  const { code = "", message = "" } = (cause ?? {}) as { code?: string; message?: string };
  return noSpace.test(`${code} ${message}`);
}
