import { storageTrouble } from "#server/body/storage-trouble.ts";
import { databaseTrouble } from "#server/database/database-trouble.ts";
import { DomainError, type ErrorCode } from "#server/errors.ts";
import type { Refusal, ResponseCode } from "../session/backend.ts";

/** What a POP3 client is told beside the sentence (RFC 2449 §8, RFC 3206 §4). SYS/PERM is what stays until a person acts. */
const responseCodes = {
  invalid: null,
  "not-found": "SYS/PERM",
  "already-exists": "SYS/TEMP",
  "in-use": "IN-USE",
  "not-allowed": "AUTH",
  "not-signed-in": "AUTH",
  "mailbox-unknown": "SYS/PERM",
  "mailbox-disabled": "SYS/PERM",
  "over-quota": "SYS/TEMP",
  "over-quota-final": "SYS/PERM",
  storage: "SYS/TEMP",
  "lock-lost": "SYS/TEMP",
  "daemon-away": "SYS/TEMP",
  configuration: "SYS/PERM",
} satisfies Record<ErrorCode, ResponseCode | null>;

export function refuse(refused: ResponseCode | null, text: string): Refusal {
  return { refused, text };
}

/**
 * The refusal that answers a domain's error, or disk or database trouble, which the administrator is told of through `report`.
 * Anything else is a bug and thrown on.
 */
export function refusalOf(error: unknown, report: (error: unknown) => void): Refusal {
  const trouble = databaseTrouble(storageTrouble(error));
  if (!(trouble instanceof DomainError)) throw error;
  if (trouble.cause !== undefined) report(trouble);
  return refuse(responseCodes[trouble.code], trouble.message);
}
