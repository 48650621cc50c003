import { expect, test } from "vitest";
import { Stamps } from "#server/mail-log/frame/stamps.ts";
import { Zone } from "#server/mail-log/frame/zone.ts";

const kinds = { bsd: "readBsd", iso: "readIso", tai: "readTai" } as const;

function read(kind: keyof typeof kinds, text: string, zone = "UTC", reference = "2026-11-22T00:00:00Z"): string | null {
  const ms = new Stamps(new Zone(zone), Date.parse(reference))[kinds[kind]](text, 0);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

test.each([
  ["bsd", "Nov 21 20:48:55 mail x: y", "2026-11-21T20:48:55.000Z"],
  ["bsd", "Nov  1 00:00:00 mail x: y", "2026-11-01T00:00:00.000Z"],
  ["bsd", "Nov 21 20:48:55.125 mail x: y", "2026-11-21T20:48:55.125Z"],
  ["bsd", "Nov 21 2019 20:48:55 mail x: y", "2019-11-21T20:48:55.000Z"],
  ["bsd", "Feb 29 10:00:00 mail x: y", "2024-02-29T10:00:00.000Z"],
  ["bsd", "Feb 30 10:00:00 mail x: y", null],
  ["bsd", "Nov 21 24:00:00 mail x: y", null],
  ["bsd", "Nov 21", null],
  ["bsd", "November 21 20:48:55", null],
  ["iso", "2026-11-21T20:48:55.123456+01:00 mail", "2026-11-21T19:48:55.123Z"],
  ["iso", "2026-11-21T20:48:55Z mail", "2026-11-21T20:48:55.000Z"],
  ["iso", "2026-11-21T20:48:55+0530 mail", "2026-11-21T15:18:55.000Z"],
  ["iso", "2026-11-21 20:48:55,250 -0800 mail", "2026-11-22T04:48:55.250Z"],
  ["iso", "2026-11-21 20:48:55 1tE", "2026-11-21T20:48:55.000Z"],
  ["iso", "2026-13-21T20:48:55Z", null],
  ["iso", "2026-11-31T20:48:55Z", null],
  ["iso", "2026-11-21T20:48", null],
  ["tai", "@400000006920d70a1dcd6500 x", "2025-11-21T21:17:52.500Z"],
  ["tai", "@400000006920d70a1dcd65 x", null],
] as const)("%s %s is %s", (kind, text, expected) => {
  expect(read(kind, text)).toBe(expected);
});

test("a stamp without a year is of the last year in which it was not after the file's change, across New Year too", () => {
  const januaryFile = "2027-01-02T00:00:00Z";
  expect(read("bsd", "Dec 31 23:59:59 mail", "UTC", januaryFile)).toBe("2026-12-31T23:59:59.000Z");
  expect(read("bsd", "Jan  1 00:00:01 mail", "UTC", januaryFile)).toBe("2027-01-01T00:00:01.000Z");
  // Written on 31 December by a clock or in a zone a day ahead.
  expect(read("bsd", "Jan  1 09:00:00 mail", "UTC", "2026-12-31T20:00:00Z")).toBe("2027-01-01T09:00:00.000Z");
});

test("a wall clock is read in the source's zone, with its summer time", () => {
  expect(read("bsd", "Jul  1 12:00:00 mail", "Europe/Berlin")).toBe("2026-07-01T10:00:00.000Z");
  expect(read("bsd", "Nov 21 12:00:00 mail", "Europe/Berlin")).toBe("2026-11-21T11:00:00.000Z");
  expect(read("iso", "2026-10-25 02:30:00 x", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z"); // comes twice: the first
  expect(read("iso", "2026-03-29 02:30:00 x", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z"); // never comes
  expect(read("bsd", "Nov 21 12:00:00 mail", "Asia/Kathmandu")).toBe("2026-11-21T06:15:00.000Z");
});

test("what was read before changes nothing: the same stamps in any order", () => {
  const stamps = new Stamps(new Zone("UTC"), Date.parse("2026-11-22T00:00:00Z"));
  const texts = ["Nov 21 20:48:55", "Nov 21 20:48:55.5", "Nov 20 20:48:55", "Nov 21 20:48:55"];
  const seconds = texts.map((text) => stamps.readBsd(`${text} mail`, 0));
  expect(seconds).toEqual([1795294135000, 1795294135500, 1795207735000, 1795294135000]);
});
