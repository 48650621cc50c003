const local = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?$/;
const exact = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * From "2026-12-01T08:00Z" or "2026-12-01T08:00+01:00", or, in a zone (IANA), from "2026-12-01T08:00". Null for anything else, for no such
 * day, and for no such zone. A time that a clock skips is as much later; of one that comes twice it is the first.
 */
export function parseInstant(text: string, zone = "UTC"): Date | null {
  if (exact.test(text)) return valid(new Date(text), text);
  if (!local.test(text)) return null;
  const asUtc = valid(new Date(`${text.replace(" ", "T")}Z`), text);
  if (asUtc === null) return null;
  try {
    const before = asUtc.getTime() - offsetMs(asUtc.getTime() - dayMs, zone);
    const after = asUtc.getTime() - offsetMs(asUtc.getTime() + dayMs, zone);
    const fits = [before, after].filter((at) => at + offsetMs(at, zone) === asUtc.getTime());
    return new Date(fits.length > 0 ? Math.min(...fits) : before);
  } catch {
    return null;
  }
}

const dayMs = 24 * 60 * 60 * 1000;

/** What a clock there shows more than UTC. Throws a RangeError where there is no such zone. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(at / 1000) * 1000;
}

/** JavaScript turns 30 February into 2 March. */
function valid(at: Date, text: string): Date | null {
  if (Number.isNaN(at.getTime())) return null;
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  const last = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  return (day ?? 0) <= last ? at : null;
}
