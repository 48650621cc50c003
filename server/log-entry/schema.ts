import type { Engine } from "../database/url.ts";

/** Octets on the disk for each octet of a line that is stored, with its fields, its words and their indexes, about. Measured: README.md. */
export const diskPerOctet: Readonly<Record<Engine, number>> = { sqlite: 4, postgresql: 6 };

export interface KeptLines {
  readonly lineCount: number;
  /** About. */
  readonly diskOctets: number;
  readonly oldestAt: Date | null;
}

export interface KeptEffect {
  readonly lineCount: number;
  /** How many of them would be forgotten. */
  readonly goneCount: number;
}
