/** One element of DER (X.690 §8.1): its tag, what it holds, and where the next one begins. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag and length included. */
  readonly whole: Buffer;
}

/** The elements that stand one after the other in these octets. Throws a RangeError where they are cut off. */
export function derElements(octets: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < octets.length; ) {
    const element = derElement(octets, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

export function derElement(octets: Buffer, at = 0): DerElement {
  const tag = octets.readUInt8(at);
  const first = octets.readUInt8(at + 1);
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthOctets > 4) throw new RangeError("no length that DER has");
  const length = lengthOctets === 0 ? first : octets.readUIntBE(at + 2, lengthOctets);
  const start = at + 2 + lengthOctets;
  if (start + length > octets.length) throw new RangeError("cut off");
  return { tag, content: octets.subarray(start, start + length), whole: octets.subarray(at, start + length) };
}

/** An object identifier as people write it. */
export function derOid(content: Buffer): string {
  const numbers: number[] = [];
  let value = 0;
  for (const octet of content) {
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join(".");
}
