/**
 * Unique-ids as Courier's POP3 server told them, by the base name of the file. Reads courierpop3dsizelist, version 2 and 3; null
 * where the text is no such file.
 */
export function readCourierSizelist(text: string): Map<string, string> | null {
  const [header = "", ...lines] = text.split("\n");
  if (!/^\/[23] \d+( \d+)?$/.test(header)) return null;
  const uniqueIds = new Map<string, string>();
  for (const line of lines) {
    const [, fileName, uid, validity] = /^(.+) \d+ (\d+):(\d+)(?::\d+)?$/.exec(line) ?? [];
    if (fileName === undefined) continue;
    const baseName = fileName.split(":", 1)[0] ?? fileName;
    if (uid === "0") uniqueIds.set(baseName, courierNameUidl(baseName));
    else uniqueIds.set(baseName, validity === "0" ? `UID${uid}` : `UID${uid}-${validity}`);
  }
  return uniqueIds;
}

/** The unique-id by file name: what Courier told where it had no number, and what qmail's and similar servers tell anyway. */
export function courierNameUidl(baseName: string): string {
  return Array.from(Buffer.from(baseName, "utf8"), (octet) =>
    octet < 0x21 || octet > 0x7e || octet === 0x27 || octet === 0x22 || octet === 0x2b
      ? `+${octet.toString(16).toUpperCase().padStart(2, "0")}`
      : String.fromCharCode(octet),
  ).join("");
}
