/** What we speak. All texts are English, so that the default language (RFC 2277 §4.5) and English are the same ones. */
export const languages = [
  { tag: "i-default", name: "Default language" },
  { tag: "en", name: "English" },
] as const;

export type Language = (typeof languages)[number]["tag"];

/** The language that fits a range in lower case best, parts taken off its end until one does (RFC 4647 §3.4); null for none. */
export function languageFor(range: string): Language | null {
  if (range === "*") return "i-default";
  for (let wanted = range; wanted !== ""; wanted = wanted.slice(0, Math.max(0, wanted.lastIndexOf("-")))) {
    const found = languages.find(({ tag }) => tag === wanted);
    if (found !== undefined) return found.tag;
  }
  return null;
}

/** How this client wants to be spoken to. Forgotten with STLS, kept over the sign-in. */
export interface Manner {
  /** It takes UTF-8 in headers (RFC 6856 §2.1). */
  isUtf8: boolean;
  language: Language;
}

export function firstManner(): Manner {
  return { isUtf8: false, language: "i-default" };
}
