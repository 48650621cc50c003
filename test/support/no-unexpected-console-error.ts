import { afterEach, beforeEach, expect, vi } from "vitest";

// An error nobody expected, printed and scrolled away, is a failed test. A test that expects one replaces the spy's calls.
const spy = vi.spyOn(console, "error");

beforeEach(() => {
  spy.mockClear();
});
afterEach(() => {
  expect(spy.mock.calls).toEqual([]);
});
