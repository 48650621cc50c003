import assert from "node:assert/strict";
import fc from "fast-check";
import { isInPacked, packSequences, runsOf, sequencesOf } from "#server/maildrop/packed-set.ts";
import { packSnapshot, unpackSnapshot } from "#server/maildrop/packed-snapshot.ts";
import { dotLinesBit, type Snapshot } from "#server/maildrop/snapshot.ts";
import { type MessageColumns, SnapshotBuilder } from "#server/maildrop/snapshot-builder.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import { damage } from "../damage.ts";
import { hostile, text, wholeNumber } from "../octets.ts";
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

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

interface Row {
  readonly sequence: number;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
  readonly uniqueId: string;
}

/** Snapshots are made after one that was made before: by deliveries alone, or by an UPDATE and deliveries. */
const steps = fc.array(
  fc.record({
    base: fc.nat(7),
    kept: fc.option(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })),
    expected: fc.nat(12),
    added: fc.array(message, { maxLength: 8 }),
    leftOut: fc.nat(9),
    isGivenUp: fc.constantFrom(false, false, false, true),
  }),
  { maxLength: 8 },
);

function columnsOf(messages: readonly (Message & { readonly sequence: number })[]): MessageColumns {
  return {
    sequences: messages.map(({ sequence }) => sequence),
    octets: messages.map(({ octets }) => octets),
    headers: messages.map(({ headerOctets, hasDotLines }) => headerOctets + (hasDotLines ? dotLinesBit : 0)),
    epochs: messages.map(({ epoch }) => epoch),
    numbers: messages.map(({ number }) => number),
    importedIds: messages.some(({ importedId }) => importedId !== null)
      ? messages.map(({ importedId }) => importedId)
      : null,
  };
}

/** Each message as the snapshot has it, its unique-id read both ways. */
function rowsOf(snapshot: Snapshot): Row[] {
  return Array.from({ length: snapshot.count }, (_, index) => {
    const octets = new Uint8Array(100);
    const end = snapshot.writeUniqueId(index, octets, 7);
    const uniqueId = snapshot.uniqueId(index);
    assert.equal(text(octets.subarray(7, end)), uniqueId);
    return {
      sequence: snapshot.sequence(index),
      octets: snapshot.octets(index),
      headerOctets: snapshot.headerOctets(index),
      hasDotLines: snapshot.hasDotLines(index),
      uniqueId,
    };
  });
}

export const snapshots = target(
  "snapshot: each message reads as its row after any removals and deliveries, and none made earlier ever changes",
  100,
  steps,
  (steps) => {
    const version = { changeSeq: 0, nextSequence: 0 };
    const made: { snapshot: Snapshot; rows: readonly Row[] }[] = [
      { snapshot: new SnapshotBuilder().build(version), rows: [] },
    ];
    for (const { base, kept, expected, added, leftOut, isGivenUp } of steps) {
      const { snapshot, rows: before } = made[base % made.length] as (typeof made)[number];
      const isKept = (index: number) => kept?.[index % kept.length] ?? true;
      const builder =
        kept === null ? SnapshotBuilder.after(snapshot, expected) : new SnapshotBuilder(snapshot.epochs, expected);
      if (kept !== null)
        for (const index of before.keys()) if (isKept(index)) builder.addRange(snapshot, index, index + 1);
      let sequence = before.at(-1)?.sequence ?? 0;
      const messages = added.map((each) => {
        sequence += each.gap;
        return { ...each, sequence };
      });
      const isLeftOut = (sequence: number) => sequence % 10 === leftOut;
      builder.addRows(columnsOf(messages), isLeftOut);
      // A database that fails between the rows and the end leaves a builder behind.
      if (isGivenUp) continue;
      const rows = [
        ...before.filter((_, index) => isKept(index)),
        ...messages
          .filter(({ sequence }) => !isLeftOut(sequence))
          .map(({ gap: _, epoch, number, importedId, ...row }) => ({
            ...row,
            uniqueId: importedId ?? uniqueIdOf({ epoch, number }),
          })),
      ];
      made.push({ snapshot: builder.build(version), rows });
    }
    for (const { snapshot, rows } of made) assert.deepEqual(rowsOf(snapshot), rows);
  },
);

export const snapshotsPutAway = target(
  "snapshot put away: it comes back as it was, and never where anything in it was damaged",
  100,
  fc.record({ messages: fc.array(message, { maxLength: 12 }), damage, offset: fc.nat(3) }),
  ({ messages, damage, offset }) => {
    const version = { changeSeq: 0, nextSequence: 0 };
    const builder = new SnapshotBuilder();
    builder.addRows(columnsOf(messages.map((each, index) => ({ ...each, sequence: index + 1 }))), () => false);
    const snapshot = builder.build(version);
    const packed = packSnapshot(snapshot);
    // A database gives octets that begin anywhere in memory.
    const lying = new Uint8Array(packed.length + offset);
    lying.set(packed, offset);
    const unpacked = unpackSnapshot(lying.subarray(offset), version);
    assert(unpacked !== null);
    assert.deepEqual(rowsOf(unpacked), rowsOf(snapshot));
    const damaged = damage(packed.slice());
    if (Buffer.compare(damaged, packed) !== 0) assert.equal(unpackSnapshot(damaged, version), null);
  },
);
