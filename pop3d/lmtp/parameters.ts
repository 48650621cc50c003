import { type Malformed, malformed } from "../protocol/malformed.ts";

const parameter = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\s=]+))?$/;

/** ` SIZE=1000 BODY=8BITMIME` after a path (RFC 5321 §4.1.2): names in upper case, null where a name has no value. */
export function parseParameters(text: string): ReadonlyMap<string, string | null> | Malformed {
  const parameters = new Map<string, string | null>();
  if (text === "") return parameters;
  if (!text.startsWith(" ")) return malformed("expected a space after the address");
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const found = parameter.exec(word);
    if (found === null) return malformed(`"${word}" is no parameter`);
    const name = (found[1] as string).toUpperCase();
    if (parameters.has(name)) return malformed(`${name} is given twice`);
    parameters.set(name, found[2] ?? null);
  }
  return parameters;
}
