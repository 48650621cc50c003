import { randomInt } from "node:crypto";

const timeLength = 9;
const randomLength = 8;

/** Text that sorts by time (until the year 5188): nine base-36 digits of milliseconds, then eight random ones. */
export function newSessionId(now: Date): string {
  const time = now.getTime().toString(36).padStart(timeLength, "0");
  return time + Array.from({ length: randomLength }, () => randomInt(36).toString(36)).join("");
}
