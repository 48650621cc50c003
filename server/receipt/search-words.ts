/** Text as receipts are searched by it: lower case, without accents, words with single blanks between. A word is letters and digits. */
export function wordsOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * What is looked for, for either engine's index of words; null where it names no word. What stands between blanks stays together
 * (`ann@example.org` is three words in a row), and its last word may go on.
 */
export function searchQuery(text: string): { readonly sqlite: string; readonly postgresql: string } | null {
  const phrases = text
    .split(/\s+/)
    .map((part) => wordsOf(part))
    .filter((phrase) => phrase !== "");
  if (phrases.length === 0) return null;
  return {
    sqlite: phrases.map((phrase) => `"${phrase}" *`).join(" "),
    postgresql: phrases.map((phrase) => `(${phrase.split(" ").join(" <-> ")}:*)`).join(" & "),
  };
}
