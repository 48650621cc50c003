import { segmentFile, segmentPlace } from "../segments/names.ts";
import { scanIfThere } from "../segments/scan-segment.ts";

/** What must be known of a record to move it. */
export interface KnownRecord {
  readonly segment: string;
  readonly offset: number;
  readonly recordOctets: number;
  readonly accountId: number;
  readonly uniqueId: string;
  readonly place: string;
}

/** All records of these segments, dead or alive, and how often there was something else; a segment that is gone has none. */
export async function readRecords(
  directory: string,
  segments: readonly string[],
): Promise<{ records: KnownRecord[]; gaps: number }> {
  let gaps = 0;
  const onGap = () => {
    gaps += 1;
  };
  const records: KnownRecord[] = [];
  for (const segment of segments) {
    const scan = scanIfThere(segmentFile(directory, segment));
    if (scan === null) continue;
    try {
      for await (const { offset, header } of scan.records(onGap)) {
        const { accountId, uniqueId, recordOctets } = header;
        const place = segmentPlace(segment, offset, uniqueId);
        records.push({ segment, offset, recordOctets, accountId, uniqueId, place });
      }
    } finally {
      scan.close();
    }
  }
  return { records, gaps };
}

/** Of one unique-id there may be copies: a crash in the middle of a conversion leaves some. */
export function byUniqueId(records: readonly KnownRecord[]): Map<string, KnownRecord[]> {
  const found = new Map<string, KnownRecord[]>();
  for (const record of records) found.set(record.uniqueId, [...(found.get(record.uniqueId) ?? []), record]);
  return found;
}
