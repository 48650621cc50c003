/** How transcripts write octets: UTF-8 as it stands, escapes where it would not show, base64(…) where SASL wants it. */

export function octetsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One character per octet. */
export function latin1(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
}

const controls: Record<string, number> = { r: 13, n: 10, t: 9, "0": 0, "\\": 92 };

/** `\r \n \t \0 \\` and `\xHH` become octets. */
export function readEscapes(text: string): Uint8Array {
  const octets: number[] = [];
  for (const [part, hex, control] of text.matchAll(/\\x([0-9A-F]{2})|\\([rnt0\\])|[^\\]+|\\/g)) {
    if (part === "\\") throw new Error(`no such escape: ${text}`);
    if (hex !== undefined) octets.push(Number.parseInt(hex, 16));
    else octets.push(...(control === undefined ? octetsOf(part) : [controls[control] as number]));
  }
  return Uint8Array.from(octets);
}

export function expandBase64(text: string): string {
  return text.replace(/base64\(([^)]*)\)/g, (_, inner: string) => btoa(latin1(readEscapes(inner))));
}

/** A message of exactly so many octets, at least 4 of them, with a header and lines of mail-like length. */
export function sampleMessage(octets: number, number: number): Uint8Array {
  const header = `Subject: message ${number}\r\n\r\n`;
  let text = octets >= header.length + 3 ? header : "\r\n";
  while (text.length < octets) {
    const left = octets - text.length;
    text += `${"x".repeat(left <= 74 ? left - 2 : Math.min(70, left - 5))}\r\n`;
  }
  return octetsOf(text);
}
