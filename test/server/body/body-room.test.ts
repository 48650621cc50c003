import { describe, expect, it } from "vitest";
import { BodyRoom } from "#server/body/body-room.ts";

describe("room for a body", () => {
  it("is lent again once it was given back, and not before", () => {
    const first = new BodyRoom(20_000);
    const second = new BodyRoom(20_000);
    expect(second.memory).not.toBe(first.memory);
    first.giveBack();
    const third = new BodyRoom(25_000);
    expect(third.memory).toBe(first.memory);
    expect(new BodyRoom(20_000).memory).not.toBe(first.memory);
  });

  it("that is given back twice is not lent to two", () => {
    const room = new BodyRoom(9_000);
    room.giveBack();
    room.giveBack();
    expect(new BodyRoom(9_000).memory).not.toBe(new BodyRoom(9_000).memory);
    // Nor after it is somebody else's.
    const next = new BodyRoom(9_000);
    next.giveBack();
    const other = new BodyRoom(9_000);
    next.giveBack();
    expect(new BodyRoom(9_000).memory).not.toBe(other.memory);
  });

  it.each([0, 1, 3_519, 3_520, 3_521, 262_144])("of %d octets has what an answer needs around it", (octets) => {
    const { memory, start, end, body } = new BodyRoom(octets);
    expect(end - start).toBe(octets);
    expect(body.length).toBe(octets);
    expect(start).toBeGreaterThanOrEqual(512);
    expect(memory.length - end).toBeGreaterThanOrEqual(8);
  });

  it("is kept in bounds, whatever number was lent at once", () => {
    const rooms = Array.from({ length: 64 }, () => new BodyRoom(250_000));
    for (const room of rooms) room.giveBack();
    const again = Array.from({ length: 64 }, () => new BodyRoom(250_000).memory);
    const kept = rooms.filter(({ memory }) => again.includes(memory));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length * (kept[0]?.memory.length ?? 0)).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});
