import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packSnapshot, unpackSnapshot } from "#server/maildrop/packed-snapshot.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import { SnapshotBuilder } from "#server/maildrop/snapshot-builder.ts";

const version = { changeSeq: 9, nextSequence: 7 };

function snapshotOf(importedIds: readonly (string | null)[]): Snapshot {
  const each = <T>(of: (row: number) => T) => importedIds.map((_, row) => of(row));
  const builder = new SnapshotBuilder();
  const rows = {
    sequences: each((row) => row * 3 + 1),
    octets: each((row) => 2 ** 31 - 1 - row),
    headers: each((row) => row + (row % 2) * 2 ** 31),
    numbers: each((row) => Number.MAX_SAFE_INTEGER - row),
    epochs: each((row) => (row % 3 === 0 ? "aaaaaa" : "bbbbbb")),
    importedIds,
  };
  builder.addRows(rows, () => false);
  return builder.build(version);
}

function textOf(snapshot: Snapshot | null): unknown {
  if (snapshot === null) return null;
  return Array.from({ length: snapshot.count }, (_, index) => [
    snapshot.sequence(index),
    snapshot.octets(index),
    snapshot.headerOctets(index),
    snapshot.hasDotLines(index),
    snapshot.uniqueId(index),
  ]);
}

describe("a snapshot put away", () => {
  const mixed = snapshotOf([null, "from-dovecot", null, "0000002a4f3b2c1d", null, null]);

  it.each([
    ["nothing", snapshotOf([])],
    ["own unique-ids", snapshotOf([null, null, null])],
    ["own and imported unique-ids", mixed],
  ])("is the same when it is taken out: %s", (_name, snapshot) => {
    const packed = Buffer.concat([Buffer.from("odd"), packSnapshot(snapshot)]).subarray(3);
    const unpacked = unpackSnapshot(packed, version);
    expect(textOf(unpacked)).toEqual(textOf(snapshot));
    expect(unpacked?.version).toEqual(version);
  });

  it("is not used where the dot-lines bits of two messages turned together", () => {
    const damaged = packSnapshot(mixed);
    for (const message of [0, 1]) {
      const at = (8 + message * 5 + 2) * 4 + 3;
      damaged[at] = (damaged[at] ?? 0) ^ 0x80;
    }
    expect(unpackSnapshot(damaged, version)).toBeNull();
  });

  it("is not used where a bit of it is another, or its end is missing", () => {
    const packed = packSnapshot(mixed);
    fc.assert(
      fc.property(fc.nat({ max: packed.length * 8 - 1 }), (bit) => {
        const damaged = packed.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(unpackSnapshot(damaged, version)).toBeNull();
      }),
    );
    for (const length of [0, 5, 31, 32, packed.length - 1]) {
      expect(unpackSnapshot(packed.subarray(0, length), version)).toBeNull();
    }
  });
});
