/**
 * Ages and sizes of one maildrop's messages, twelve octets each, big-endian, in no order that means anything: when it arrived and when it
 * was first downloaded, in whole seconds since 2000, rounded up, and its octets. Statements pack them; here they are counted.
 */
const width = 12;

/** Second 0, in seconds since 1970. */
export const agesBegin = 946_684_800;
/** The second of what was never downloaded: later than any. */
export const neverDownloaded = 0x7fff_ffff;

/** Which messages are asked for; instants are whole seconds, in milliseconds since 1970. */
export interface AgesAsked {
  /** Those that arrived then or before; null: none for their age. */
  readonly arrivedBefore: number | null;
  /** Or those first downloaded then or before. */
  readonly downloadedBefore: number | null;
  /** Leaves out what nobody has downloaded. */
  readonly keepsUndownloaded: boolean;
}

export interface AgesCounted {
  readonly messageCount: number;
  readonly octets: number;
  readonly undownloadedCount: number;
}

/** Three nanoseconds a message. */
export function countAges(
  packed: Uint8Array,
  { arrivedBefore, downloadedBefore, keepsUndownloaded }: AgesAsked,
): AgesCounted {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const lastArrival = secondOf(arrivedBefore);
  const lastDownload = secondOf(downloadedBefore);
  let messageCount = 0;
  let octets = 0;
  let undownloadedCount = 0;
  for (let at = 0; at + width <= view.byteLength; at += width) {
    const downloaded = view.getInt32(at + 4);
    if (view.getInt32(at) > lastArrival && downloaded > lastDownload) continue;
    if (downloaded === neverDownloaded) {
      if (keepsUndownloaded) continue;
      undownloadedCount += 1;
    }
    messageCount += 1;
    octets += view.getInt32(at + 8);
  }
  return { messageCount, octets, undownloadedCount };
}

/** Null is before all. */
function secondOf(instant: number | null): number {
  return instant === null ? -0x8000_0001 : Math.min(Math.floor(instant / 1000) - agesBegin, neverDownloaded - 1);
}
