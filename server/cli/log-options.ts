import { isTimeZone } from "../input/time-zone.ts";
import { UsageError } from "./cli.ts";

/** A time zone by its name, as typed behind --zone. */
export function checkedZone(name: string | undefined): string | undefined {
  if (name === undefined || isTimeZone(name)) return name;
  throw new UsageError(`${name} is no time zone. Examples: Europe/Berlin, UTC`);
}

/** Milliseconds since 1970 of what is typed behind --until. */
export function untilMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageError(`${text} is no date. Example: 2026-11-21`);
  return ms;
}
