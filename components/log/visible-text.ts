/** Control characters; what turns the direction of writing or is not to be seen at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Text of strangers as it can be shown: what is not to be seen, or turns text around, is shown by its number. */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 9) return "\t";
    return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
