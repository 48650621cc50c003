import { encodeLine } from "../protocol/status.ts";

/** One line of reply: three digits, enhanced status code (RFC 3463), a sentence for the postmaster who reads it in a log. */
export interface Answer {
  readonly code: number;
  /** Null where RFC 2034 §4 wants none: greeting, LHLO, 354. */
  readonly status: string | null;
  readonly text: string;
}

export function answer(code: number, status: string | null, text: string): Answer {
  return { code, status, text };
}

/** The client broke the protocol: too many of these in a row end the connection. Refused addresses are no such thing. */
export function isProtocolError({ status }: Answer): boolean {
  return status?.startsWith("5.5.") ?? false;
}

export function encodeAnswer({ code, status, text }: Answer): Uint8Array {
  return encodeLine(status === null ? `${code} ${text}` : `${code} ${status} ${text}`);
}

/** `250-…` for all lines but the last. */
export function encodeLines(code: number, lines: readonly string[]): Uint8Array {
  const last = lines.length - 1;
  return join(lines.map((line, index) => encodeLine(`${code}${index === last ? " " : "-"}${line}`)));
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((octets, part) => octets + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
