import { expect, test } from "vitest";
import { messages } from "./messages.ts";

test("messages have the size that was asked for, CRLF line ends and a header", () => {
  for (const octets of [2_048, 8_192]) {
    for (const message of messages(40, octets)) {
      const text = message.toString("latin1");
      expect(message.length).toBe(octets);
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      expect(text.endsWith("\r\n")).toBe(true);
      expect(text).toContain("\r\n\r\n");
    }
  }
});

test("the mix is the same in every run, and as large as it says", () => {
  const sizes = Array.from(messages(3_000, "mix", 5), ({ length }) => length);
  expect(Array.from(messages(10, "mix", 5), ({ length }) => length)).toEqual(sizes.slice(0, 10));
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  expect(mean).toBeGreaterThan(18 * 1024);
  expect(mean).toBeLessThan(23 * 1024);
});
