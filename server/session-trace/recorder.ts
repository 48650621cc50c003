import type { NoteKind, PackedEntry, PackedTrace } from "./schema.ts";

/** What the beginning and the end of a long conversation may take, as its text has it; between them commands are only counted. */
const headOctets = 12 * 1024;
const tailOctets = 4 * 1024;
/** Of each entry besides its texts. */
const entryOctets = 48;
const longestText = 160;
const mostNames = 8;
/** A client that thinks so long between two commands has begun something else. */
const pauseMs = 5_000;

/** What is said for one message after the other; NOOP between them belongs to it. */
const repetitive = new Set(["RETR", "DELE", "TOP", "LIST", "UIDL", "NOOP"]);

interface Line {
  readonly kind: "line";
  readonly at: number;
  readonly word: string;
  readonly argument: string | number | null;
  readonly answer: string | null;
  octets: number;
  readonly tookMs: number;
  count: number;
  lastAt: number;
}

interface Run {
  readonly kind: "run";
  readonly at: number;
  readonly word: string;
  /** Of the first one. */
  readonly argument: string | null;
  readonly answer: string;
  readonly tookMs: number;
  count: number;
  first: number;
  last: number;
  isInTurn: boolean;
  octets: number;
  lastAt: number;
}

type Entry =
  | Line
  | Run
  | { readonly kind: "note"; readonly at: number; readonly what: NoteKind; readonly detail: string };

/**
 * Writes down one session as it happens: what repeats is counted, and however long it lasts and whatever it says, it stays small.
 * Knows no secret, for it is told none; names it holds apart, since a name may be a password in the wrong field.
 */
export class TraceRecorder {
  readonly #startedAt: number;
  readonly #names: string[] = [];
  readonly #head: Entry[] = [];
  #headOctets = 0;
  #tail: Entry[] = [];
  #tailOctets = 0;
  #omitted = { count: 0, at: 0, lastAt: 0 };
  /** Of the block of repetitive commands under way, in the order of their first. */
  #runs: Run[] = [];
  /** The line that is being answered. */
  #word: string | null = null;
  #argument: string | number | null = null;
  #at = 0;
  #answer: string | null = null;
  #octetsBefore = 0;
  #lastAt = 0;
  /** The entries as they are kept, from the end on: what waits to be written is one string, and nothing for the collector to walk through. */
  #sealed: string | null = null;

  /** Instants in milliseconds since 1970, here and below. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  heard(word: string, argument: string | null, at: number): void {
    this.#word = word;
    this.#argument = argument;
    this.#at = at - this.#startedAt;
    this.#answer = null;
  }

  heardName(word: string, name: string, at: number): void {
    this.heard(word, null, at);
    const known = this.#names.indexOf(name);
    if (known !== -1) this.#argument = known;
    else if (this.#names.length < mostNames) this.#argument = this.#names.push(name) - 1;
  }

  /** `text`: the first line of the answer, without its end. */
  answered(text: string): void {
    this.#answer = text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
  }

  /** All of the answer is on its way. `octetsSent`: by the session until now. */
  sent(octetsSent: number, now: number): void {
    const octets = octetsSent - this.#octetsBefore;
    this.#octetsBefore = octetsSent;
    const at = now - this.#startedAt;
    const word = this.#word;
    if (word === null) return void this.#greeted(at);
    this.#word = null;
    if (repetitive.has(word) && this.#answer?.startsWith("+OK") && isRepeatable(word, this.#argument)) {
      this.#repeat(word, this.#argument, this.#answer, octets, at);
    } else {
      this.#closeRuns();
      this.#addLine(word, octets, at);
    }
    this.#lastAt = at;
  }

  note(what: NoteKind, detail: string, now: number): void {
    if (what === "end" || what === "cut") this.#closePending();
    this.#closeRuns();
    this.#append({ kind: "note", at: now - this.#startedAt, what, detail });
    if (what === "end") this.#seal();
  }

  /** Names of which it is not known yet whether they may be kept. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** As it is kept (server/session-trace/schema.ts). `isKept`: whether a name is somebody's here. */
  packed(isKept: (name: string) => boolean): string {
    const names = this.#names.map((name) => (isKept(name) ? name : null));
    return `[1,${JSON.stringify(names)},${this.#sealed ?? JSON.stringify(this.#packedEntries())}]`;
  }

  #seal(): void {
    this.#sealed = JSON.stringify(this.#packedEntries());
    this.#head.length = 0;
    this.#tail = [];
  }

  #packedEntries(): PackedTrace[2] {
    const entries: PackedEntry[] = this.#head.map(packedEntryOf);
    const { count, at, lastAt } = this.#omitted;
    if (count > 0) entries.push([4, at, count, lastAt]);
    for (const entry of this.#tail) entries.push(packedEntryOf(entry));
    for (const run of this.#runs) entries.push(packedEntryOf(run));
    if (this.#word !== null) {
      entries.push([1, this.#at, this.#word, this.#argument, this.#answer, 0, 0, 1, this.#at]);
    }
    return entries;
  }

  #greeted(at: number): void {
    this.#append({ kind: "note", at, what: "greeting", detail: this.#answer ?? "" });
    this.#lastAt = at;
  }

  #repeat(word: string, argument: string | number | null, answer: string, octets: number, at: number): void {
    if (this.#at - this.#lastAt >= pauseMs) this.#closeRuns();
    const number = typeof argument === "string" ? Number.parseInt(argument, 10) : 0;
    const run = this.#runs.find((one) => one.word === word);
    if (run === undefined) {
      const [kind, count, isInTurn] = ["run", 1, true] as const;
      const text = typeof argument === "string" ? argument : null;
      const tookMs = at - this.#at;
      const begun = { kind, at: this.#at, word, argument: text, answer, tookMs, count, isInTurn, octets };
      this.#runs.push({ ...begun, first: number, last: number, lastAt: at });
      return;
    }
    run.isInTurn &&= number === run.last + 1;
    run.count += 1;
    if (number < run.first) run.first = number;
    if (number > run.last) run.last = number;
    run.octets += octets;
    run.lastAt = at;
  }

  #closeRuns(): void {
    if (this.#runs.length === 0) return;
    for (const run of this.#runs) this.#append(run);
    this.#runs = [];
  }

  /** A line whose answer never left. */
  #closePending(): void {
    const word = this.#word;
    if (word === null) return;
    this.#closeRuns();
    this.#word = null;
    this.#answer = null;
    this.#addLine(word, 0, this.#at);
  }

  #addLine(word: string, octets: number, at: number): void {
    const [argument, answer] = [this.#argument, this.#answer];
    const before = (this.#tail.length > 0 ? this.#tail : this.#head).at(-1);
    const isSame = before?.kind === "line" && before.word === word && before.argument === argument;
    if (isSame && before.answer === answer && this.#at - before.lastAt < pauseMs) {
      before.count += 1;
      before.octets += octets;
      before.lastAt = at;
      return;
    }
    const tookMs = at - this.#at;
    this.#append({ kind: "line", at: this.#at, word, argument, answer, octets, tookMs, count: 1, lastAt: at });
  }

  #append(entry: Entry): void {
    const octets = octetsOf(entry);
    if (this.#tail.length === 0 && this.#headOctets + octets <= headOctets) {
      this.#head.push(entry);
      this.#headOctets += octets;
      return;
    }
    this.#tail.push(entry);
    this.#tailOctets += octets;
    while (this.#tailOctets > tailOctets) {
      const dropped = this.#tail.shift();
      if (dropped === undefined) break;
      this.#tailOctets -= octetsOf(dropped);
      if (this.#omitted.count === 0) this.#omitted.at = dropped.at;
      this.#omitted.count += dropped.kind === "note" ? 1 : dropped.count;
      this.#omitted.lastAt = dropped.kind === "note" ? dropped.at : dropped.lastAt;
    }
  }
}

/** "LIST 3", not "LIST" for all; NOOP says no number. */
function isRepeatable(word: string, argument: string | number | null): boolean {
  return (word === "NOOP") === (argument === null);
}

function octetsOf(entry: Entry): number {
  if (entry.kind === "note") return entryOctets + entry.detail.length;
  return entryOctets + entry.word.length + (entry.answer?.length ?? 0);
}

function packedEntryOf(entry: Entry): PackedEntry {
  if (entry.kind === "note") return [3, entry.at, entry.what, entry.detail];
  const { at, word, argument, answer, octets, tookMs, count, lastAt } = entry;
  if (entry.kind === "line" || count === 1) return [1, at, word, argument, answer, octets, tookMs, count, lastAt];
  return [2, at, word, count, entry.first, entry.last, entry.isInTurn ? 1 : 0, octets, lastAt];
}
