import { describe, expect, it } from "vitest";
import { SnapshotBuilder } from "#server/maildrop/snapshot-builder.ts";
import { Rest } from "#server/maildrop/snapshot-rest.ts";

const count = 30_000;
const sequences = Array.from({ length: count }, (_, index) => index * 2 + 1);
const same = (value: number) => sequences.map(() => value);
const version = { changeSeq: 1, nextSequence: count * 2 };

function snapshot() {
  const builder = new SnapshotBuilder([], count);
  const octets = sequences.map((sequence) => 2 ** 30 + sequence);
  const rows = { sequences, octets, headers: same(9), numbers: same(7), epochs: "abcdef", importedIds: null };
  builder.addRows(rows, () => false);
  return builder.build(version);
}

describe("a snapshot without some messages", () => {
  it.each([
    ["all", () => true],
    ["every second", (index: number) => index % 2 === 0],
    ["the last", (index: number) => index === count - 1],
    ["all but the first", (index: number) => index > 0],
  ])("has what is left, in steps, without: %s", (_name, isRemoved) => {
    const whole = snapshot();
    const removed = Uint32Array.from(sequences.keys()).filter(isRemoved);
    const rest = new Rest(whole, removed);
    let steps = 1;
    while (!rest.add()) steps += 1;
    expect(steps).toBe(Math.ceil(Math.max(removed.length, 1) / 10_000));
    const left = rest.build({ ...version, changeSeq: 2 });
    const expected = sequences.filter((_, index) => !isRemoved(index));
    expect(Array.from({ length: left.count }, (_, index) => left.sequence(index))).toEqual(expected);
    const gathered = whole.gather(removed);
    expect(Array.from(gathered.sequences)).toEqual(sequences.filter((_, index) => isRemoved(index)));
    expect(gathered.octets).toBe(gathered.sequences.reduce((sum, sequence) => sum + 2 ** 30 + sequence, 0));
  });
});
