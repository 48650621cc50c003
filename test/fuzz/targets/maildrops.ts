import assert from "node:assert/strict";
import fc from "fast-check";
import { isInPacked, packSequences, runsOf, sequencesOf } from "#server/maildrop/packed-set.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import { SnapshotBuilder } from "#server/maildrop/snapshot-builder.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import { hostile, wholeNumber } from "../octets.ts";
import { target } from "../target.ts";

export const packedSets = target(
  "packed set: the same members come out that went in",
  200,
  fc.record({
    gaps: fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constant(0) },
        { weight: 3, arbitrary: fc.nat(300) },
        { weight: 1, arbitrary: wholeNumber.map((it) => it % 2 ** 45) },
      ),
      { maxLength: 60 },
    ),
    other: fc.nat(400),
  }),
  ({ gaps, other }) => {
    const members: number[] = [];
    for (const gap of gaps) members.push((members.at(-1) ?? -1) + 1 + gap);
    const packed = packSequences(members);
    assert.deepEqual([...sequencesOf(packed)], members);
    for (const sequence of [...members, ...members.map((it) => it + 1), other]) {
      assert.equal(isInPacked(packed, sequence), members.includes(sequence), `${sequence}`);
    }
  },
);

export const damagedSets = target(
  "packed set: octets that nobody packed are refused, or are runs that ascend",
  200,
  fc
    .tuple(fc.constantFrom(0, 1, 1, 1, 2), fc.oneof(hostile(30), fc.uint8Array({ maxLength: 30 })))
    .map(([format, rest]) => Uint8Array.from([format, ...rest])),
  (packed) => {
    let before = -1;
    try {
      for (const { first, last } of runsOf(packed)) {
        assert(
          Number.isSafeInteger(first) && Number.isSafeInteger(last) && before < first && first <= last,
          `${first}–${last}`,
        );
        before = last;
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  },
);

const message = fc.record({
  gap: fc.integer({ min: 1, max: 1_000 }),
  octets: wholeNumber.map((it) => it % 2 ** 31),
  headerOctets: wholeNumber.map((it) => it % 2 ** 31),
  hasDotLines: fc.boolean(),
  epoch: fc.constantFrom("aaaaaa", "bbbbbb", "zzzzz9"),
  number: wholeNumber,
  importedId: fc.option(fc.stringMatching(/^[!-~]{1,70}$/), { freq: 3 }),
});

/** Each step keeps some ranges of the maildrop as it was and adds messages, as an UPDATE and deliveries do. */
const steps = fc.array(
  fc.record({
    kept: fc.array(fc.boolean(), { maxLength: 12 }),
    added: fc.array(message, { maxLength: 8 }),
    leftOut: fc.nat(9),
  }),
  { maxLength: 6 },
);

export const snapshots = target(
  "snapshot: after any removals and deliveries each message reads as its row",
  100,
  steps,
  (steps) => {
    const version = { changeSeq: 0, nextSequence: 0 };
    let snapshot: Snapshot = new SnapshotBuilder().build(version);
    let rows: { sequence: number; octets: number; headerOctets: number; hasDotLines: boolean; uniqueId: string }[] = [];
    let sequence = 0;
    for (const { kept, added, leftOut } of steps) {
      const builder = new SnapshotBuilder(snapshot.epochs);
      for (const index of rows.keys())
        if (kept[index % Math.max(1, kept.length)] ?? true) builder.addRange(snapshot, index, index + 1);
      rows = rows.filter((_, index) => kept[index % Math.max(1, kept.length)] ?? true);
      const columns = added.map((each) => {
        sequence += each.gap;
        return { ...each, sequence };
      });
      const isLeftOut = (sequence: number) => sequence % 10 === leftOut;
      builder.addRows(
        {
          sequences: columns.map(({ sequence }) => sequence),
          octets: columns.map(({ octets }) => octets),
          headerOctets: columns.map(({ headerOctets }) => headerOctets),
          dotLines: columns.map(({ hasDotLines }) => hasDotLines),
          epochs: columns.map(({ epoch }) => epoch),
          numbers: columns.map(({ number }) => number),
          importedIds: columns.map(({ importedId }) => importedId),
        },
        isLeftOut,
      );
      for (const { sequence, octets, headerOctets, hasDotLines, importedId, ...unique } of columns) {
        if (isLeftOut(sequence)) continue;
        rows.push({ sequence, octets, headerOctets, hasDotLines, uniqueId: importedId ?? uniqueIdOf(unique) });
      }
      snapshot = builder.build(version);
      assert.equal(snapshot.count, rows.length);
      for (const [index, row] of rows.entries()) {
        assert.deepEqual(
          {
            sequence: snapshot.sequence(index),
            octets: snapshot.octets(index),
            headerOctets: snapshot.headerOctets(index),
            hasDotLines: snapshot.hasDotLines(index),
            uniqueId: snapshot.uniqueId(index),
          },
          row,
        );
      }
    }
  },
);
