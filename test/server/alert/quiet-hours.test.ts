import { describe, expect, it } from "vitest";
import { isQuietAt, type QuietHours, quietUntil } from "#server/alert/quiet-hours.ts";

const nights: QuietHours = {
  alertQuietFrom: "22:00",
  alertQuietTo: "07:00",
  alertQuietDays: "12345",
  alertTimeZone: "Europe/Vienna",
};
/** Vienna is at +01:00 in November 2026; the 20th is a Friday. */
const vienna = (text: string) => new Date(`${text}+01:00`);

describe("quiet hours", () => {
  it.each([
    ["2026-11-20T21:59", false],
    ["2026-11-20T22:00", true],
    ["2026-11-21T06:59", true],
    ["2026-11-21T07:00", false],
    ["2026-11-21T22:30", false],
    ["2026-11-22T03:00", false],
    ["2026-11-22T23:00", false],
    ["2026-11-23T00:30", false],
    ["2026-11-23T22:00", true],
  ])("nights that begin on weekdays: at %s in Vienna %s", (text, isQuiet) => {
    expect(isQuietAt(nights, vienna(text))).toBe(isQuiet);
  });

  it("within a day, and a whole day", () => {
    const lunch = { ...nights, alertQuietFrom: "12:00", alertQuietTo: "13:30", alertQuietDays: "6" };
    expect(isQuietAt(lunch, vienna("2026-11-21T12:00"))).toBe(true);
    expect(isQuietAt(lunch, vienna("2026-11-21T13:30"))).toBe(false);
    expect(isQuietAt(lunch, vienna("2026-11-20T12:30"))).toBe(false);
    const sunday = { ...nights, alertQuietFrom: "00:00", alertQuietTo: "00:00", alertQuietDays: "7" };
    expect(isQuietAt(sunday, vienna("2026-11-22T00:00"))).toBe(true);
    expect(isQuietAt(sunday, vienna("2026-11-22T23:59"))).toBe(true);
    expect(isQuietAt(sunday, vienna("2026-11-23T00:00"))).toBe(false);
  });

  it("none where a time or every day is missing", () => {
    for (const none of [{ alertQuietFrom: "" }, { alertQuietTo: "" }, { alertQuietDays: "" }]) {
      expect(isQuietAt({ ...nights, ...none }, vienna("2026-11-20T23:00"))).toBe(false);
    }
  });

  it("ends when it ends, also over the night in which clocks are put forward", () => {
    expect(quietUntil(nights, vienna("2026-11-20T23:13:20"))).toEqual(vienna("2026-11-21T07:00"));
    expect(quietUntil(nights, vienna("2026-11-20T12:00"))).toBeNull();
    const always = { ...nights, alertQuietDays: "1234567" };
    // On 28 March 2027 Vienna goes from +01:00 to +02:00.
    expect(quietUntil(always, vienna("2027-03-27T23:00"))).toEqual(new Date("2027-03-28T07:00+02:00"));
    const never = { ...always, alertQuietFrom: "00:00", alertQuietTo: "00:00" };
    expect(quietUntil(never, vienna("2026-11-20T12:00"))).toBeNull();
  });
});
