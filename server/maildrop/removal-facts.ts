/**
 * What can be said of removed messages when their rows are gone, in some twelve octets each: a format octet, then for each message the
 * gap to the sequence before, its unique-id, octets, and the seconds of its arrival and first download, as LEB128. Written with each
 * page of rows that a removal takes (RemovalPage), by whichever thread takes them: so this file imports nothing.
 */

export interface RemovedFacts {
  readonly sequence: number;
  readonly uniqueEpoch: string;
  readonly uniqueNumber: number;
  readonly importedId: string | null;
  readonly octets: number;
  /** Milliseconds since 1970; kept to the second. */
  readonly arrivedAt: number;
  readonly downloadedAt: number | null;
}

const format = 1;
const second = 1000;

/** `facts` ascend by sequence, and are one at least. */
export function packFacts(facts: readonly RemovedFacts[]): Uint8Array<ArrayBuffer> {
  const octets: number[] = [format];
  let sequence = 0;
  let number = 0;
  let arrived = 0;
  let epoch = "";
  for (const each of facts) {
    if (each.sequence < sequence) throw new RangeError("sequences must ascend");
    const isNewEpoch = each.uniqueEpoch !== epoch;
    const flags = (isNewEpoch ? 1 : 0) + (each.importedId === null ? 0 : 2) + (each.downloadedAt === null ? 0 : 4);
    const seconds = Math.floor(each.arrivedAt / second);
    octets.push(flags);
    pushNumber(octets, each.sequence - sequence);
    if (isNewEpoch) pushText(octets, each.uniqueEpoch);
    pushSigned(octets, each.uniqueNumber - (isNewEpoch ? 0 : number));
    if (each.importedId !== null) pushText(octets, each.importedId);
    pushNumber(octets, each.octets);
    pushSigned(octets, seconds - arrived);
    if (each.downloadedAt !== null) pushSigned(octets, Math.floor(each.downloadedAt / second) - seconds);
    sequence = each.sequence;
    number = each.uniqueNumber;
    arrived = seconds;
    epoch = each.uniqueEpoch;
  }
  return Uint8Array.from(octets);
}

/** Throws on octets that no packFacts wrote. */
export function* unpackFacts(packed: Uint8Array): Generator<RemovedFacts> {
  if (packed[0] !== format) throw new RangeError("not a page of removed messages");
  let at = 1;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const octet = packed[at++];
      if (octet === undefined) throw new RangeError("a page of removed messages is cut off");
      value += (octet % 128) * scale;
      if (octet < 128) return value;
    }
  };
  const signed = () => {
    const value = number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const text = () => {
    const length = number();
    if (at + length > packed.length) throw new RangeError("a page of removed messages is cut off");
    at += length;
    return String.fromCharCode(...packed.subarray(at - length, at));
  };
  let sequence = 0;
  let uniqueNumber = 0;
  let seconds = 0;
  let uniqueEpoch = "";
  while (at < packed.length) {
    const flags = packed[at++] as number;
    sequence += number();
    if (flags & 1) {
      uniqueEpoch = text();
      uniqueNumber = 0;
    }
    uniqueNumber += signed();
    const importedId = flags & 2 ? text() : null;
    const octets = number();
    seconds += signed();
    const downloadedAt = flags & 4 ? (seconds + signed()) * second : null;
    yield { sequence, uniqueEpoch, uniqueNumber, importedId, octets, arrivedAt: seconds * second, downloadedAt };
  }
}

function pushNumber(octets: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) + 128);
  octets.push(rest);
}

function pushSigned(octets: number[], value: number): void {
  pushNumber(octets, value < 0 ? -value * 2 - 1 : value * 2);
}

/** ASCII, as unique-ids are. */
function pushText(octets: number[], text: string): void {
  pushNumber(octets, text.length);
  for (let at = 0; at < text.length; at += 1) octets.push(text.charCodeAt(at) % 256);
}
