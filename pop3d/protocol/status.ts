import { MAX_STATUS_OCTETS } from "./limits.ts";

/** What may stand in brackets after `-ERR` (RFC 2449 §8, RFC 3206, RFC 6856 §5). */
export type StatusCode = "AUTH" | "IN-USE" | "LOGIN-DELAY" | "SYS/TEMP" | "SYS/PERM" | "UTF8";

/** The first line of an answer: status indicator, response code, text for a person. */
export interface Status {
  readonly isOk: boolean;
  readonly code: StatusCode | null;
  readonly text: string;
}

export function ok(text: string): Status {
  return { isOk: true, code: null, text };
}

export function err(text: string, code: StatusCode | null = null): Status {
  return { isOk: false, code, text };
}

/** `-ERR` without its indicator, as a log or a page shows it. */
export function describeRefusal(status: Status): string {
  return status.code === null ? status.text : `[${status.code}] ${status.text}`;
}

/**
 * One line with its CRLF, at most 512 octets (RFC 2449 §4). Whatever is not printable ASCII becomes `?`: a text that
 * came from elsewhere can neither end the line nor, outside UTF8 mode (RFC 6856), carry 8-bit octets.
 */
export function encodeStatus(status: Status): Uint8Array {
  const text = status.isOk ? status.text : describeRefusal(status);
  return encodeLine(`${status.isOk ? "+OK" : "-ERR"}${text === "" ? "" : " "}${text}`);
}

export function encodeLine(text: string): Uint8Array {
  const length = Math.min(text.length, MAX_STATUS_OCTETS - 2);
  const line = new Uint8Array(length + 2);
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    line[at] = code >= 0x20 && code < 0x7f ? code : 0x3f;
  }
  line[length] = 0x0d;
  line[length + 1] = 0x0a;
  return line;
}
