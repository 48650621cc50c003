/** "Europe/Vienna" and the like; false for what Intl does not know. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** "21 Nov 2026, 06:07:04 (GMT+1, Europe/Vienna)". Put together by hand: servers and browsers disagree on ready formats. */
export function exactInstant(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? "";
  const offset = part("timeZoneName");
  const where = zone === "UTC" ? "UTC" : `${offset}, ${zone}`;
  return `${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")}:${part("second")} (${where})`;
}

/** "21 Nov 2026" in `zone`. */
export const dayOf = (at: Date, zone: string): string => exactInstant(at, zone).split(",")[0] ?? "";

/** "06:07" in `zone`. */
export const clockTimeOf = (at: Date, zone: string): string => exactInstant(at, zone).split(", ")[1]?.slice(0, 5) ?? "";

const steps = [
  { under: 60, unit: 1, name: "s" },
  { under: 3_600, unit: 60, name: "min" },
  { under: 86_400, unit: 3_600, name: "h" },
] as const;

/** "in 41 days", "in 3 h", "in 12 s": however far it is. "now" when it is there. */
export function countdownTo(at: Date, nowMs: number, zone: string): string {
  const days = Math.floor((at.getTime() - nowMs) / 86_400_000);
  if (days > 30) return `in ${days} days`;
  return at.getTime() <= nowMs ? "now" : relativeInstant(at, nowMs, zone);
}

/** "now", "12 s ago", "3 min ago", "in 2 h", "4 days ago"; beyond a month the day itself. */
export function relativeInstant(at: Date, nowMs: number, zone: string): string {
  const seconds = Math.round((nowMs - at.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 2) return "now";
  const step = steps.find(({ under }) => distance < under);
  const days = Math.floor(distance / 86_400);
  if (!step && days > 30) return dayOf(at, zone);
  const amount = step ? `${Math.floor(distance / step.unit)} ${step.name}` : days === 1 ? "1 day" : `${days} days`;
  return seconds > 0 ? `${amount} ago` : `in ${amount}`;
}
