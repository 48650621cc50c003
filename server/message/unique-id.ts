import { DomainError } from "../errors.ts";

/** The part of a unique-id that this store gave. */
export interface UniqueNumber {
  readonly epoch: string;
  readonly number: number;
}

/** 1–70 characters 0x21–0x7E (RFC 1939 §7): an epoch of six and at most eleven digits stay far below. */
export function uniqueIdOf({ epoch, number }: UniqueNumber): string {
  return epoch + number.toString(36);
}

/** A unique-id from another server, as it may be kept. Refuses with `invalid` what no POP3 client could have been given. */
export function parseImportedId(text: string): string {
  if (/^[\x21-\x7e]{1,70}$/.test(text)) return text;
  throw new DomainError(
    "invalid",
    `The unique-id ${JSON.stringify(text.slice(0, 80))} cannot be kept: it must have 1 to 70 characters, printable ASCII without blanks.`,
    "importedId",
  );
}
