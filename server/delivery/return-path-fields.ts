/** A header field with its line ends. */
export interface FieldPlace {
  readonly from: number;
  readonly octets: number;
}

// Not the flag m: for it a bare CR begins a line as well.
const returnPath = /(?:^|(?<=\n))return-path[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gi;

/** The Return-Path fields of a header in wire form, the last first, so that each can be cut without moving the next. */
export function returnPathFields(header: Buffer): FieldPlace[] {
  const text = header.toString("latin1");
  return [...text.matchAll(returnPath)].map(({ index, 0: { length: octets } }) => ({ from: index, octets })).reverse();
}
