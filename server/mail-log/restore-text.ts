import { isUtf8 } from "node:buffer";
import type { LineFields } from "./schema.ts";

const beyondAscii = /[\u0080-\u00ff]/;

/** Lines are read one character an octet; this gives back what was written: UTF-8 if it is that, else as it is (latin1), so that no octet is lost. */
export function restoreText(text: string): string {
  if (!beyondAscii.test(text)) return text;
  const octets = Buffer.from(text, "latin1");
  return isUtf8(octets) ? octets.toString("utf8") : text;
}

/** The same for every text of a line's fields. */
export function restoreFields(fields: LineFields): LineFields {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string" && beyondAscii.test(value)) Object.assign(fields, { [name]: restoreText(value) });
  }
  return fields;
}
