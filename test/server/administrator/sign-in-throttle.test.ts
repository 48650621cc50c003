import { expect, test } from "vitest";
import { SignInThrottle } from "#server/administrator/sign-in-throttle.ts";

test("a flood of names and networks does not grow the memory of the throttle", () => {
  const throttle = new SignInThrottle();
  for (let number = 0; number < 30_000; number += 1) {
    throttle.admit(`10.${number >> 8}.${number & 255}.1`, `guess${number}@example.org`, number);
  }
  expect(throttle.size).toBeLessThanOrEqual(10_000);
});

test("names made up by a network that is made to wait push nobody out", () => {
  const throttle = new SignInThrottle();
  for (let round = 0; round < 3; round += 1) throttle.admit("198.51.100.1", "owner@example.org", 0);
  for (let number = 0; number < 20_000; number += 1) throttle.admit("192.0.2.1", `guess${number}@example.org`, 0);
  expect(throttle.admit("198.51.100.1", "owner@example.org", 0)).toBeGreaterThan(0);
});

test("one network at many names is slowed too, and the delay has an end", () => {
  const throttle = new SignInThrottle();
  const waits = Array.from({ length: 31 }, (_, number) => throttle.admit("192.0.2.1", `guess${number}@example.org`, 0));
  expect(waits.slice(0, 30).every((waitMs) => waitMs === 0)).toBe(true);
  expect(waits[30]).toBeGreaterThan(0);
  let nowMs = 0;
  for (let round = 0; round < 40; round += 1) {
    const waitMs = throttle.admit("198.51.100.1", "owner@example.org", nowMs);
    expect(waitMs).toBeLessThanOrEqual(15 * 60 * 1000);
    nowMs += waitMs;
  }
});
