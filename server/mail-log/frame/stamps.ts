import type { Zone } from "./zone.ts";

const months = new Map(
  ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((name, index) => [
    name,
    index,
  ]),
);

/** A stamp this far after its reference is of the year before: clocks and zones are wrong by a day and more, not by a year. */
const aheadMs = 36 * 3_600_000;

/** Daemontools' label of 1970: 2^62, and ten seconds (it counts no leap seconds after those). */
const taiOfEpoch = 2n ** 62n + 10n;

/** Reads the time stamps of one source. Consecutive lines mostly share theirs, so the last of each kind is remembered. */
export class Stamps {
  /** Where the stamp that was read last ends in its line. */
  end = 0;
  #text = "";
  #ms = Number.NaN;
  #minuteText = "";
  #minuteMs = Number.NaN;

  /**
   * `zone`: of stamps that name none. `referenceMs`: about when the newest line was written (a file's time of change); stamps without
   * a year are of the last year in which they are not after it.
   */
  constructor(
    private readonly zone: Zone,
    public referenceMs: number,
  ) {}

  /** "Nov 21 20:48:55" and "Nov  1 …" at `from`, also with a fraction or a year behind the day (RFC 3164 and what is written in its name); NaN where there is none. */
  readBsd(line: string, from: number): number {
    const text = line.slice(from, from + 15);
    if (text.length < 15) return Number.NaN;
    this.end = from + 15;
    if (text === this.#text) return this.#fraction(line, this.#ms);
    const month = months.get(text.slice(0, 3));
    if (month === undefined || text.charCodeAt(3) !== 32) return Number.NaN;
    const day = text.charCodeAt(4) === 32 ? digit(text, 5) : digits(text, 4, 2);
    if (day < 1 || day > 31 || text.charCodeAt(6) !== 32) return Number.NaN;
    if (line.charCodeAt(from + 11) === 32 && digits(line, from + 7, 4) >= 1970)
      return this.#readWithYear(line, from, month, day);
    const clockMs = readClock(text, 7);
    if (Number.isNaN(clockMs)) return Number.NaN;
    const ms = this.#inLastYear(month, day, clockMs);
    if (Number.isNaN(ms)) return ms;
    this.#text = text;
    this.#ms = ms;
    return this.#fraction(line, ms);
  }

  /** "2026-11-21T20:48:55.123456+01:00", with a blank for the T, a comma for the point, without zone or fraction; NaN where there is none. */
  readIso(line: string, from: number): number {
    const minuteText = line.slice(from, from + 16);
    if (minuteText !== this.#minuteText) {
      const ms = readMinute(minuteText);
      if (Number.isNaN(ms)) return ms;
      this.#minuteText = minuteText;
      this.#minuteMs = ms;
    }
    const second = digits(line, from + 17, 2);
    if (line.charCodeAt(from + 16) !== 58 || second < 0 || second > 60) return Number.NaN;
    this.end = from + 19;
    return this.#withZone(line, this.#fraction(line, this.#minuteMs + second * 1000));
  }

  /** "@" and 24 hexadecimal digits (TAI64N, as multilog writes it). */
  readTai(line: string, from: number): number {
    const text = line.slice(from + 1, from + 25);
    if (!/^[0-9a-f]{24}$/i.test(text)) return Number.NaN;
    this.end = from + 25;
    const seconds = Number(BigInt(`0x${text.slice(0, 16)}`) - taiOfEpoch);
    return seconds * 1000 + Math.floor(Number.parseInt(text.slice(16), 16) / 1e6);
  }

  #readWithYear(line: string, from: number, month: number, day: number): number {
    const clockMs = readClock(line, from + 12);
    this.end = from + 20;
    const wallMs = dayMs(digits(line, from + 7, 4), month, day) + clockMs;
    return Number.isNaN(wallMs) ? wallMs : this.#fraction(line, this.zone.toUtc(wallMs));
  }

  #inLastYear(month: number, day: number, clockMs: number): number {
    const newest = new Date(this.referenceMs + aheadMs).getUTCFullYear();
    // 29 February has not been for up to eight years.
    for (let year = newest; year >= newest - 8; year -= 1) {
      const wallMs = dayMs(year, month, day) + clockMs;
      if (Number.isNaN(wallMs)) continue;
      const ms = this.zone.toUtc(wallMs);
      if (ms <= this.referenceMs + aheadMs) return ms;
    }
    return Number.NaN;
  }

  #fraction(line: string, ms: number): number {
    const mark = line.charCodeAt(this.end);
    if (mark !== 46 && mark !== 44) return ms; // "." and ","
    let scale = 100;
    let at = this.end + 1;
    let more = 0;
    for (let value = digit(line, at); value >= 0; value = digit(line, at)) {
      more += value * scale;
      scale /= 10;
      at += 1;
    }
    if (at === this.end + 1) return ms; // a full stop
    this.end = at;
    return ms + Math.floor(more);
  }

  #withZone(line: string, wallMs: number): number {
    let at = this.end;
    let mark = line.charCodeAt(at);
    if (mark === 90) {
      this.end = at + 1;
      return wallMs;
    }
    if (mark === 32 && (line.charCodeAt(at + 1) === 43 || line.charCodeAt(at + 1) === 45)) mark = line.charCodeAt(++at);
    if (mark !== 43 && mark !== 45) return this.zone.toUtc(wallMs);
    const hours = digits(line, at + 1, 2);
    const colon = line.charCodeAt(at + 3) === 58 ? 1 : 0;
    const minutes = digits(line, at + 3 + colon, 2);
    if (hours < 0) return this.zone.toUtc(wallMs);
    this.end = minutes < 0 ? at + 3 : at + 5 + colon;
    const offsetMs = (hours * 60 + Math.max(minutes, 0)) * 60_000;
    return mark === 43 ? wallMs - offsetMs : wallMs + offsetMs;
  }
}

function readMinute(text: string): number {
  const separator = text.charCodeAt(10);
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58) return Number.NaN;
  if (separator !== 84 && separator !== 32) return Number.NaN;
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return Number.NaN;
  return dayMs(digits(text, 0, 4), digits(text, 5, 2) - 1, digits(text, 8, 2)) + (hour * 60 + minute) * 60_000;
}

/** Milliseconds since midnight of "hh:mm:ss"; a leap second counts as the one after. */
function readClock(text: string, from: number): number {
  const hour = digits(text, from, 2);
  const minute = digits(text, from + 3, 2);
  const second = digits(text, from + 6, 2);
  if (text.charCodeAt(from + 2) !== 58 || text.charCodeAt(from + 5) !== 58) return Number.NaN;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return Number.NaN;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

/** NaN for a day that is not in the calendar. */
function dayMs(year: number, month: number, day: number): number {
  if (year < 1970 || month < 0 || month > 11 || day < 1) return Number.NaN;
  const ms = Date.UTC(year, month, day);
  return new Date(ms).getUTCDate() === day ? ms : Number.NaN;
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : -1;
}

/** -1 unless all are digits. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const next = digit(text, at);
    if (next < 0) return -1;
    value = value * 10 + next;
  }
  return value;
}
