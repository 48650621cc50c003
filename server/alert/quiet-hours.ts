import type { Settings } from "../setting/schema.ts";

export type QuietHours = Pick<Settings, "alertQuietFrom" | "alertQuietTo" | "alertQuietDays" | "alertTimeZone">;

const dayMinutes = 24 * 60;
const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Whether there are any: both times, and a day. The same time twice is the whole day. */
export function hasQuietHours({ alertQuietFrom, alertQuietTo, alertQuietDays }: QuietHours): boolean {
  return alertQuietFrom !== "" && alertQuietTo !== "" && alertQuietDays !== "";
}

/**
 * Whether it is quiet then. A day is the one on which quiet hours begin: from 22:00 to 07:00 on 5 (Friday) ends on Saturday morning. Clocks that
 * are put on or back are what people see: 07:00 is 07:00.
 */
export function isQuietAt(quiet: QuietHours, at: Date): boolean {
  if (!hasQuietHours(quiet)) return false;
  const { day, minutes } = wallOf(at, quiet.alertTimeZone);
  const [from, to] = [minutesOf(quiet.alertQuietFrom), minutesOf(quiet.alertQuietTo)];
  const begins = (weekday: number) => quiet.alertQuietDays.includes(String(weekday));
  const yesterday = day === 1 ? 7 : day - 1;
  if (from < to) return begins(day) && minutes >= from && minutes < to;
  return (begins(day) && minutes >= from) || (begins(yesterday) && minutes < to);
}

/** When quiet hours that hold at that instant end; null where they do not hold, or never end. Within a minute. */
export function quietUntil(quiet: QuietHours, at: Date): Date | null {
  if (!isQuietAt(quiet, at)) return null;
  const minute = Math.floor(at.getTime() / 60_000) * 60_000;
  // Coarse steps first: a week of minutes would be 10,000 questions.
  for (let step = 1; step <= 8 * 24 * 4; step++) {
    const coarse = minute + step * 15 * 60_000;
    if (isQuietAt(quiet, new Date(coarse))) continue;
    for (let back = 14; back >= 0; back--) {
      const fine = new Date(coarse - back * 60_000);
      if (!isQuietAt(quiet, fine)) return fine;
    }
  }
  return null;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) % dayMinutes;
}

/** What calendar and clock show there: 1 is Monday. */
function wallOf(at: Date, timeZone: string): { day: number; minutes: number } {
  const parts = formatFor(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return { day: names.indexOf(of("weekday")) + 1, minutes: Number(of("hour")) * 60 + Number(of("minute")) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timeZone === "" ? undefined : timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  // Names come from a setting: there are never many.
  formats.set(timeZone, format);
  return format;
}
