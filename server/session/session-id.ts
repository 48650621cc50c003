import { randomFillSync } from "node:crypto";

const timeLength = 9;
const randomLength = 8;
const digits = "0123456789abcdefghijklmnopqrstuvwxyz";
/** Octets from here on are left out, so that every digit is as likely as the next. */
const evenly = 256 - (256 % digits.length);

/** Randomness ahead: asking for each octet by itself costs ten times as much. */
const octets = new Uint8Array(1024);
let used = octets.length;

/** Text that sorts by time (until the year 5188): nine base-36 digits of milliseconds, then eight random ones. */
export function newSessionId(now: Date): string {
  let id = earliestSessionId(now);
  while (id.length < timeLength + randomLength) {
    const octet = nextOctet();
    if (octet < evenly) id += digits[octet % digits.length];
  }
  return id;
}

/** No session that began then or later has an id that sorts before this. */
export function earliestSessionId(at: Date): string {
  return at.getTime().toString(36).padStart(timeLength, "0");
}

/** Whether a text, such as one from an address bar, can be an id at all. */
export function isSessionId(text: string): boolean {
  return /^[0-9a-z]{1,64}$/.test(text);
}

function nextOctet(): number {
  if (used === octets.length) {
    randomFillSync(octets);
    used = 0;
  }
  const octet = octets[used] ?? 0;
  used += 1;
  return octet;
}
