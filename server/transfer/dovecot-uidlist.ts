import { DomainError } from "../errors.ts";

/** Dovecot's own default of `pop3_uidl_format`: UID and UIDVALIDITY, each eight hexadecimal digits. */
export const dovecotUidlFormat = "%08Xu%08Xv";

const variable = /%(?:(0?)(\d+))?(X?)([uvfg%])/g;

/**
 * Unique-ids as Dovecot's POP3 server told them, by the base name of the file. Reads dovecot-uidlist, version 1 and 3; a saved UIDL
 * (extension P) goes before the format. Null where the text is no such file. Refuses with `invalid` a format it does not know.
 */
export function readDovecotUidlist(text: string, format = dovecotUidlFormat): Map<string, string> | null {
  assertFormat(format);
  const [header = "", ...lines] = text.split("\n");
  const validity = readValidity(header);
  if (validity === null) return null;
  const uniqueIds = new Map<string, string>();
  for (const line of lines) {
    const entry = readEntry(line);
    if (entry === null) continue;
    const values = { u: entry.uid, v: validity, f: entry.baseName, g: entry.extensions.get("G") ?? entry.baseName };
    uniqueIds.set(entry.baseName, entry.extensions.get("P") ?? expand(format, values));
  }
  return uniqueIds;
}

/** `3 V1275660208 N25022 G…` or `1 1275660208 25022`. */
function readValidity(header: string): number | null {
  const [, modern, old] = /^(?:3(?= .*\bV(\d+)\b).*|1 (\d+) \d+.*)$/.exec(header) ?? [];
  const digits = modern ?? old;
  return digits === undefined ? null : Number(digits);
}

/** `25006 W1394 Psaved-uidl :1276528487.M364837P9451.host,S=1355:2,S` or, in version 1, `25006 1276528487.…`. */
function readEntry(line: string) {
  const [, uid, extensionText, marked, bare] = /^(\d+) (?:((?:[A-Z]\S* )*):(\S.*)|(\S.*))$/.exec(line) ?? [];
  const fileName = marked ?? bare;
  if (uid === undefined || fileName === undefined) return null;
  const words = (extensionText ?? "").split(" ").filter((word) => word !== "");
  return {
    uid: Number(uid),
    baseName: fileName.split(":", 1)[0] ?? fileName,
    extensions: new Map(words.map((word) => [word.charAt(0), word.slice(1)])),
  };
}

function expand(format: string, values: Readonly<Record<string, string | number>>): string {
  return format.replaceAll(variable, (_, zero: string, width: string | undefined, hex: string, name: string) => {
    if (name === "%") return "%";
    const value = values[name] ?? "";
    const text = hex && typeof value === "number" ? value.toString(16) : String(value);
    return text.padStart(Number(width ?? 0), zero ? "0" : " ");
  });
}

function assertFormat(format: string): void {
  if (!format.replaceAll(variable, "").includes("%") && /%\d*X?[ufg]/.test(format)) return;
  throw new DomainError(
    "invalid",
    `The format "${format}" is not understood: it is made of %u, %v, %f and %g, such as ${dovecotUidlFormat} or %v.%u.`,
  );
}
