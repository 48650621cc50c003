import { describe, expect, it } from "vitest";
import { clockTimeOf, countdownTo, exactInstant, isTimeZone, relativeInstant } from "#components/ui/instant.ts";

const at = new Date("2026-11-21T05:07:04Z");
const later = (seconds: number) => relativeInstant(at, at.getTime() + seconds * 1000, "Europe/Vienna");

describe("an instant", () => {
  it("is exact in the administrator's zone, and names it", () => {
    expect(exactInstant(at, "Europe/Vienna")).toBe("21 Nov 2026, 06:07:04 (GMT+1, Europe/Vienna)");
    expect(exactInstant(at, "UTC")).toBe("21 Nov 2026, 05:07:04 (UTC)");
  });

  it("knows summer time, days that change with the zone, and midnight as 00", () => {
    expect(exactInstant(new Date("2026-07-01T22:00:00Z"), "Europe/Vienna")).toBe(
      "2 Jul 2026, 00:00:00 (GMT+2, Europe/Vienna)",
    );
    expect(clockTimeOf(new Date("2026-07-01T22:05:00Z"), "Asia/Kolkata")).toBe("03:35");
  });

  it.each([
    [0, "now"],
    [12, "12 s ago"],
    [59, "59 s ago"],
    [60, "1 min ago"],
    [3_599, "59 min ago"],
    [3_600, "1 h ago"],
    [86_399, "23 h ago"],
    [86_400, "1 day ago"],
    [30 * 86_400, "30 days ago"],
    [31 * 86_400, "21 Nov 2026"],
    [-7_200, "in 2 h"],
    [-60 * 86_400, "21 Nov 2026"],
  ])("%i s later is %s", (seconds, text) => {
    expect(later(seconds)).toBe(text);
  });

  it("refuses a zone that does not exist", () => {
    expect(isTimeZone("Europe/Vienna")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
  });

  it("is counted down to, however far it is", () => {
    const left = (seconds: number) => countdownTo(at, at.getTime() - seconds * 1000, "UTC");
    expect([41 * 86_400, 86_400 * 2, 7_300, 12, 0, -5].map(left)).toEqual([
      "in 41 days",
      "in 2 days",
      "in 2 h",
      "in 12 s",
      "now",
      "now",
    ]);
  });
});
