/** A mail as it is sent: CRLF line ends, ASCII throughout, lines well below 998 octets (RFC 5322, RFC 2045, RFC 2047). */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly at: Date;
  /** Without the angle brackets. */
  readonly messageId: string;
  /** Message-IDs of what it belongs to. */
  readonly references: readonly string[];
}

export function mailText({ from, to, subject, text, at, messageId, references }: Mail): string {
  const headers = [
    `From: ${from}`,
    `To: ${to.join(",\r\n ")}`,
    `Subject: ${encodedHeader(subject)}`,
    `Date: ${dateText(at)}`,
    `Message-ID: <${messageId}>`,
    ...(references.length === 0 ? [] : [`References: ${references.map((id) => `<${id}>`).join("\r\n ")}`]),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    // No holiday notice is to answer this (RFC 3834).
    "Auto-Submitted: auto-generated",
  ];
  return `${headers.join("\r\n")}\r\n\r\n${quotedPrintable(text)}`;
}

/** RFC 5322 §3.3, in UTC. */
export function dateText(at: Date): string {
  return at.toUTCString().replace("GMT", "+0000");
}

const plainHeader = /^[\x20-\x7e]*$/;
/** With "Subject: " in front a line stays below 76 (RFC 2047 §2). */
const wordOctets = 39;

/** Encoded words of whole letters where it is not ASCII, or looks like one already; folded. */
export function encodedHeader(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (plainHeader.test(line) && !line.includes("=?")) return folded(line);
  const words: string[] = [];
  let part = "";
  for (const letter of line) {
    if (Buffer.byteLength(part + letter) > wordOctets) {
      words.push(part);
      part = "";
    }
    part += letter;
  }
  words.push(part);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join("\r\n ");
}

const foldAt = 72;

function folded(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > foldAt) {
    const space = rest.lastIndexOf(" ", foldAt);
    if (space <= 0) break;
    lines.push(rest.slice(0, space));
    rest = rest.slice(space + 1);
  }
  return [...lines, rest].join("\r\n ");
}

const longestLine = 76;

/** RFC 2045 §6.7: what is not printable ASCII as =XX, lines cut softly. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(quotedLine)
    .join("\r\n");
}

function quotedLine(line: string): string {
  const octets = Buffer.from(line);
  const lines: string[] = [];
  let part = "";
  octets.forEach((octet, at) => {
    const isBlank = octet === 0x20 || octet === 0x09;
    const isPlain = (octet >= 0x21 && octet <= 0x7e && octet !== 0x3d) || (isBlank && at < octets.length - 1);
    const word = isPlain ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, "0")}`;
    if (part.length + word.length > longestLine - 1) {
      lines.push(`${part}=`);
      part = "";
    }
    part += word;
  });
  return [...lines, part].join("\r\n");
}
