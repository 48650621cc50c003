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

const digits = Uint8Array.from("0123456789abcdefghijklmnopqrstuvwxyz", (digit) => digit.charCodeAt(0));
const largestInt32 = 0x7fffffff;

/**
 * The same as octets at `at`, for listings of many thousands; `number` comes as its lower 32 bits and what is above them, and the
 * epoch as octets. Gives where it ends.
 */
export function writeUniqueId(epoch: Uint8Array, high: number, low: number, into: Uint8Array, at: number): number {
  let start = at;
  for (; start - at < epoch.length; start += 1) into[start] = epoch[start - at] as number;
  const number = high * 0x100000000 + low;
  let end = start + 1;
  for (let bound = 36; bound <= number; bound *= 36) end += 1;
  let place = end - 1;
  let left = number;
  for (; left > largestInt32; place -= 1) {
    const rest = Math.floor(left / 36);
    into[place] = digits[left - rest * 36] as number;
    left = rest;
  }
  for (let small = left | 0; place >= start; place -= 1) {
    const rest = (small / 36) | 0;
    into[place] = digits[small - rest * 36] as number;
    small = rest;
  }
  return end;
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
