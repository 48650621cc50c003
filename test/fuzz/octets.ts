import fc from "fast-check";

/** Text as octets, one character each. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

export function text(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString("latin1");
}

/** Octets below 0x20, and 0x7F: no command line may hold them. */
export function hasControls(text: string): boolean {
  return [...text].some((one) => one < " " || one === "\x7f");
}

/** Sizes of the pieces a network might make of a stream, used over and over; often one octet a piece. */
export const sizes: fc.Arbitrary<readonly number[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([1]) },
  { weight: 3, arbitrary: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant([1 << 30]) },
);

/** Each piece is memory of its own, as a socket's are. */
export function cut(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < whole.length; ) {
    const piece = whole.slice(at, at + (sizes[pieces.length % sizes.length] as number));
    pieces.push(piece);
    at += piece.length;
  }
  return pieces;
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}

/** Octets that mean something to some parser, and all others. */
const octet = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[...'\r\n\r\n.. \0=*+:,@<>"\\aZ09\x7f\x80\xff\xc3\xa9'].map((it) => it.charCodeAt(0)),
    ),
  },
  { weight: 1, arbitrary: fc.nat(255) },
);

export function hostile(maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.array(octet, { maxLength }).map((all) => Uint8Array.from(all));
}

/** A whole number of up to 53 bits, small, huge, or at a power of two: uniform ones would hardly ever be short. */
export const wholeNumber = fc
  .tuple(fc.nat(53), fc.maxSafeNat(), fc.integer({ min: -1, max: 1 }))
  .map(([bits, random, near]) =>
    random % 3 === 0 ? Math.max(0, Math.min(2 ** bits + near, Number.MAX_SAFE_INTEGER)) : random % 2 ** bits,
  );

const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "",
      ".",
      "..",
      ".a",
      "a.",
      "text",
      "a: b",
      "\r",
      "a\rb",
      "\0",
      "\xff",
      "QUIT",
      "DATA",
      "Return-Path: x",
      "RETURN-path :",
      " folded",
    ),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }).map((it) => it.replace(/[^\x20-\x7e]/g, "?")) },
  { weight: 1, arbitrary: fc.nat(1_500).map((length) => "x".repeat(length)) },
);

/** A message as it may arrive: lines ended in every way, the last perhaps not at all. */
export const rawMessage: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(line, fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", "\n\r", "")), { maxLength: 14 })
  .map((lines) => octets(lines.flat().join("")));

/** What mail in wire form is, said the obvious way: every line ends in CRLF, a CR at the very end is half of one. */
export function wireFormOf(raw: string): string {
  const lines = raw.replace(/\r?\n/g, "\r\n");
  if (lines === "" || lines.endsWith("\r\n")) return lines;
  return lines.endsWith("\r") ? `${lines}\n` : `${lines}\r\n`;
}

export const wireMessage: fc.Arbitrary<Uint8Array> = rawMessage.map((raw) => octets(wireFormOf(text(raw))));

/** Octets of the header with the empty line after it. */
export function headerOctetsOf(wire: string): number {
  if (wire.startsWith("\r\n")) return 2;
  const at = wire.indexOf("\r\n\r\n");
  return at === -1 ? wire.length : at + 4;
}

/** The delivery writes a Return-Path of its own: those that a message brings are taken out of its header. */
export function withoutReturnPath(wire: string): string {
  const headerOctets = headerOctetsOf(wire);
  const fields = wire.slice(0, headerOctets).split(/(?<=\n)(?![ \t])/);
  return fields.filter((field) => !/^return-path[ \t]*:/i.test(field)).join("") + wire.slice(headerOctets);
}
