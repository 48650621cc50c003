import { expect, test } from "vitest";
import { parseInstant } from "#server/input/instant.ts";

test.each([
  ["2026-12-01T08:00Z", undefined, "2026-12-01T08:00:00.000Z"],
  ["2026-12-01T08:00:05.250+01:00", undefined, "2026-12-01T07:00:05.250Z"],
  ["2026-12-01T08:00", undefined, "2026-12-01T08:00:00.000Z"],
  ["2026-12-01T08:00", "Europe/Vienna", "2026-12-01T07:00:00.000Z"],
  ["2026-07-01 08:00", "Europe/Vienna", "2026-07-01T06:00:00.000Z"],
  ["2026-07-01T08:00", "Asia/Kathmandu", "2026-07-01T02:15:00.000Z"],
  // The clock skips from two to three, and comes twice to two.
  ["2026-03-29T02:30", "Europe/Vienna", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T02:30", "Europe/Vienna", "2026-10-25T00:30:00.000Z"],
])("%s in %s is %s", (text, zone, instant) => {
  expect(parseInstant(text, zone)?.toISOString()).toBe(instant);
});

test.each(["", "tomorrow", "2026-12-01", "2026-02-30T08:00", "2026-13-01T08:00", "2026-12-01T25:00", "08:00"])(
  "%j is no instant",
  (text) => {
    expect(parseInstant(text, "Europe/Vienna")).toBeNull();
  },
);

test("there is no such zone", () => {
  expect(parseInstant("2026-12-01T08:00", "Mars/Olympus")).toBeNull();
});
