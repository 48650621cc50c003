/**
 * A set of message sequences in few octets, for Removal and Session rows: a format octet, then per run of neighbours the gap since
 * the last run and its length less one, each as LEB128. All of 144,524 neighbours are five octets.
 */

const format = 1;
const more = 0x80;
/** Two numbers up to 2^53, seven bits an octet. */
const mostRunOctets = 16;

export interface Run {
  readonly first: number;
  readonly last: number;
}

/** `sequences`: ascending, none twice, none negative. */
export function packSequences(sequences: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  let octets = new Uint8Array(64);
  octets[0] = format;
  let end = 1;
  let next = 0;
  for (let at = 0; at < sequences.length; ) {
    const first = sequences[at] as number;
    if (!Number.isSafeInteger(first) || first < next) throw new RangeError("sequences must ascend");
    let last = first;
    for (at += 1; sequences[at] === last + 1; at += 1) last += 1;
    if (octets.length - end < mostRunOctets) octets = grown(octets);
    end = writeNumber(octets, end, first - next);
    end = writeNumber(octets, end, last - first);
    next = last + 1;
  }
  return octets.slice(0, end);
}

/** Runs of neighbours, ascending. Throws on octets that no packSequences wrote. */
export function* runsOf(packed: Uint8Array): Generator<Run> {
  if (packed.length === 0 || packed[0] !== format) throw new RangeError("not a packed set");
  let at = 1;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= more) {
      const octet = packed[at++];
      if (octet === undefined) throw new RangeError("a packed set ends in the middle of a number");
      value += (octet % more) * scale;
      if (octet < more) return value;
    }
  };
  let next = 0;
  while (at < packed.length) {
    const first = next + number();
    const last = first + number();
    if (!Number.isSafeInteger(last)) throw new RangeError("a packed set holds a number beyond 2^53");
    next = last + 1;
    yield { first, last };
  }
}

/** The members, ascending. */
export function* sequencesOf(packed: Uint8Array): Generator<number> {
  for (const { first, last } of runsOf(packed)) {
    for (let sequence = first; sequence <= last; sequence += 1) yield sequence;
  }
}

export function isInPacked(packed: Uint8Array, sequence: number): boolean {
  for (const { first, last } of runsOf(packed)) {
    if (sequence <= last) return sequence >= first;
  }
  return false;
}

function writeNumber(octets: Uint8Array, at: number, value: number): number {
  let end = at;
  let rest = value;
  while (rest >= more) {
    octets[end++] = (rest % more) | more;
    rest = Math.floor(rest / more);
  }
  octets[end++] = rest;
  return end;
}

function grown(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(octets.length * 2);
  larger.set(octets);
  return larger;
}
