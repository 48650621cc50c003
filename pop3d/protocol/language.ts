import type { ArgumentParser } from "./arguments.ts";
import { malformed } from "./malformed.ts";

const languageRange = /^(?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/;
const longest = 64;

/** A language range (RFC 4647 §2.1) in lower case, `*` for any, or nothing. */
export const optionalLanguage: ArgumentParser<string | null> = (rest) => {
  if (rest === null) return null;
  const text = String.fromCharCode(...rest.subarray(0, longest + 1));
  return text.length <= longest && languageRange.test(text) ? text.toLowerCase() : malformed("expected a language tag");
};
