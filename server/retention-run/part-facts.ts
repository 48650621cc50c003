import { deflateRawSync, inflateRawSync } from "node:zlib";

/** What can be said of a message years after it was removed. */
export interface MessageFacts {
  readonly uniqueId: string;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly downloadedAt: number | null;
}

type Row = [uniqueId: string, octets: number, arrivedAt: number, downloadedAt: number | null];

/** For RetentionRunPart.facts: JSON, deflated; some 20 octets a message. */
export function packFacts(messages: readonly MessageFacts[]): Buffer {
  const rows = messages.map(
    ({ uniqueId, octets, arrivedAt, downloadedAt }): Row => [uniqueId, octets, arrivedAt, downloadedAt],
  );
  return deflateRawSync(JSON.stringify(rows));
}

export function unpackFacts(packed: Uint8Array): MessageFacts[] {
  const rows = JSON.parse(inflateRawSync(packed).toString("utf8")) as Row[];
  return rows.map(([uniqueId, octets, arrivedAt, downloadedAt]) => ({ uniqueId, octets, arrivedAt, downloadedAt }));
}
