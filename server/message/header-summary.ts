/** What a person knows a message by. Decoded, without control characters, at most 200 characters each; empty where there is none. */
export interface HeaderSummary {
  readonly sender: string;
  readonly subject: string;
  readonly messageIdHeader: string;
}

export const noSummary: HeaderSummary = { sender: "", subject: "", messageIdHeader: "" };

const mostCharacters = 200;
/** Octets of a header that are looked at: what is beyond is no mail that a person wrote. */
export const summaryOctets = 64 * 1024;
/** Of one field, unfolded. */
const mostFieldCharacters = 4_000;

/** From the first octets of a message in wire form. Never throws: whatever cannot be understood is left as it stands. */
export function summarizeHeader(octets: Uint8Array): HeaderSummary {
  const fields = firstFields(new TextDecoder("utf-8").decode(octets.subarray(0, summaryOctets)));
  return {
    sender: shown(decodeWords(fields.get("from") ?? fields.get("sender") ?? "")),
    subject: shown(decodeWords(fields.get("subject") ?? "")),
    messageIdHeader: shown(fields.get("message-id") ?? ""),
  };
}

/** The first of each field, by its name in lower case, unfolded. */
function firstFields(text: string): Map<string, string> {
  const end = text.indexOf("\r\n\r\n");
  const fields = new Map<string, string>();
  for (const field of (end === -1 ? text : text.slice(0, end)).replaceAll(/\r\n([ \t])/g, "$1").split("\r\n")) {
    const colon = field.indexOf(":");
    if (colon < 1) continue;
    const name = field.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, field.slice(colon + 1, colon + 1 + mostFieldCharacters));
  }
  return fields;
}

const encodedWord = /=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=/g;

/** RFC 2047 §2: encoded words, and no blanks between two of them (§6.2). */
function decodeWords(text: string): string {
  return text
    .replaceAll(/(=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=)/g, "$1")
    .replaceAll(encodedWord, (word, charset: string, encoding: string, content: string) => {
      try {
        const octets = encoding.toUpperCase() === "B" ? Buffer.from(content, "base64") : unquoted(content);
        return new TextDecoder(charset.split("*")[0]).decode(octets);
      } catch {
        return word; // a charset that nobody knows
      }
    });
}

function unquoted(content: string): Uint8Array {
  const text = content
    .replaceAll("_", " ")
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, "latin1");
}

function shown(text: string): string {
  const clean = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return [...clean].slice(0, mostCharacters).join("");
}
