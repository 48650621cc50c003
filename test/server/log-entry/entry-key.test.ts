import { expect, test } from "vitest";
import { instantOf, KeyGiver, keyAt, keysPerInstant } from "#server/log-entry/entry-key.ts";

test("keys are in the order of time, and of arrival within an instant, which may run over", () => {
  const keys = new KeyGiver(null);
  const now = 1_764_000_000_000;
  const given = Array.from({ length: 5_000 }, () => keys.give(now));
  expect(given[0]).toBe(keyAt(now));
  expect(new Set(given).size).toBe(5_000);
  expect(given).toEqual([...given].sort((one, two) => one - two));
  expect(instantOf(given.at(-1) ?? 0)).toBe(now + Math.floor(4_999 / keysPerInstant));
  const later = keys.give(now + 1);
  expect(given).not.toContain(later);
  expect(keys.give(now)).toBe(later + 1);
  expect(keys.give(now - 1)).toBe(keyAt(now - 1));
});

test("what is there already is asked for, and passed by", () => {
  const now = 1_764_000_000_000;
  const keys = new KeyGiver(keyAt(now + 10) + 7);
  expect(keys.give(now + 11)).toBe(keyAt(now + 11));
  expect(keys.isOld(now)).toBe(true);
  expect(keys.give(now)).toBe(-1);
  expect(keys.wanted).toBe(now);
  keys.tell(now, keyAt(now + 1) - 1); // full
  expect(keys.give(now)).toBe(-1);
  expect(keys.wanted).toBe(now + 1);
  keys.tell(now + 1, null);
  expect(keys.give(now)).toBe(keyAt(now + 1));
});

test("stamps of any year have a key that a number holds exactly", () => {
  const keys = new KeyGiver(null);
  for (const year of ["0001-01-01", "1970-01-01", "2038-01-20", "2108-12-31", "9999-12-31"]) {
    const key = keys.give(Date.parse(`${year}T00:00:00Z`));
    expect(key).toBeGreaterThanOrEqual(0);
    expect(Number.isSafeInteger(key)).toBe(true);
  }
});
