const beyondAscii = /[^\0-\u007f]/;
const asciiRun = /[a-z0-9][a-z0-9.@_+:/-]*/g;
const anyRun = /[\p{L}\p{N}][\p{L}\p{N}.@_+:/-]*/gu;
const joiners = /[.@_+:/-]+/;
const endingJoiners = /[.@_+:/-]+$/;
const onlyDigits = /^[0-9.:/-]+$/;

/** Words of one line that are kept, and characters of a word. */
const mostWords = 200;
const longestWord = 80;

/**
 * The words a line is found by, with blanks between, each once: lower case, without accents. What is written without a blank is one word
 * (`ann@example.org`, `192.0.2.7`, `postfix/smtpd`), and its parts are words as well (`ann`, `example.org`, `example`, `org`).
 */
export function entryWords(text: string): string {
  const words = new Set<string>();
  for (const run of runsOf(text)) {
    if (words.size >= mostWords) break;
    words.add(run);
    if (!joiners.test(run) || onlyDigits.test(run)) continue;
    const at = run.lastIndexOf("@");
    if (at >= 0) words.add(run.slice(at + 1));
    for (const part of run.split(joiners)) if (part.length > 1) words.add(part);
  }
  words.delete("");
  return [...words].join(" ");
}

export interface EntryQuery {
  /** For `"LogEntryWords" MATCH ?`. */
  readonly sqlite: string;
  /** For `array_to_tsvector(string_to_array("words", ' ')) @@ CAST(? AS tsquery)`. */
  readonly postgresql: string;
  /** Lower case: what the line must contain besides, because words are found anywhere in a line, in any order. */
  readonly contains: readonly string[];
}

/**
 * What is looked for, for either engine's index of words; null where it names no word. All words must be in the line; what stands in quotes,
 * or without a blank, as it is; a word with `*` behind it may go on.
 */
export function entryQuery(text: string): EntryQuery | null {
  const words = new Map<string, boolean>();
  const contains: string[] = [];
  for (const [, quoted, bare = ""] of text.matchAll(/"([^"]*)"?|(\S+)/g)) {
    const term = quoted ?? bare;
    const runs = runsOf(term);
    const isPrefix = quoted === undefined && bare.endsWith("*");
    for (const [index, run] of runs.entries()) {
      const goesOn = isPrefix && index === runs.length - 1;
      words.set(run, (words.get(run) ?? true) && goesOn);
    }
    const plain = (isPrefix ? term.slice(0, -1) : term).trim().toLowerCase();
    if (runs.length > 1 || runs[0] !== plain) contains.push(plain);
  }
  if (words.size === 0) return null;
  const all = [...words];
  return {
    sqlite: all.map(([word, goesOn]) => (goesOn ? `"${word}" *` : `"${word}"`)).join(" "),
    postgresql: all.map(([word, goesOn]) => (goesOn ? `'${word}':*` : `'${word}'`)).join(" & "),
    contains: contains.filter((part) => part !== ""),
  };
}

/** Letters and digits, and what joins them, as they stand. */
function runsOf(text: string): string[] {
  const isAscii = !beyondAscii.test(text);
  const folded = isAscii
    ? text.toLowerCase()
    : text
        .normalize("NFKD")
        .replaceAll(/\p{M}+/gu, "")
        .toLowerCase();
  const runs = folded.match(isAscii ? asciiRun : anyRun) ?? [];
  return runs.map((run) => run.replace(endingJoiners, "").slice(0, longestWord));
}
