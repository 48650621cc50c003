import type { Entry } from "./entry.ts";
import { restoreText } from "./restore-text.ts";

/** How many shapes are told apart at once; of more, those seen once give way. */
const mostShapes = 5000;
const longestShape = 160;

export interface Counts {
  lineCount: number;
  timeCount: number;
  eventCount: number;
  accountCount: number;
  ipCount: number;
}

export interface ShapeCount {
  readonly program: string;
  /** The message with numbers, addresses and ids replaced. */
  readonly shape: string;
  readonly count: number;
  /** A line of that shape, as it stands in the log. */
  readonly example: string;
}

/** How much of a log is understood: share of lines with time, event, account and IP, and the commonest shapes that no row knows. */
export class Coverage {
  readonly total = noCounts();
  readonly #programs = new Map<string, Counts>();
  readonly #shapes = new Map<string, { program: string; shape: string; count: number; example: string }>();

  add(entry: Entry, raw: string): void {
    const name = entry.program.slice(0, 64);
    let counts = this.#programs.get(name);
    if (counts === undefined) {
      counts = noCounts();
      this.#programs.set(this.#programs.size < mostShapes ? name : "", counts);
    }
    count(this.total, entry);
    count(counts, entry);
    if (entry.event === "") this.#note(name, entry.message, raw);
  }

  /** Programs, the most talkative first. */
  get programs(): (Counts & { readonly program: string })[] {
    return [...this.#programs]
      .map(([program, counts]) => ({ program: restoreText(program), ...counts }))
      .sort((one, other) => other.lineCount - one.lineCount);
  }

  commonest(limit: number): ShapeCount[] {
    return [...this.#shapes.values()]
      .sort((one, other) => other.count - one.count)
      .slice(0, limit)
      .map(({ program, shape, count: times, example }) => ({
        program: restoreText(program),
        shape: restoreText(shape),
        count: times,
        example: restoreText(example),
      }));
  }

  #note(program: string, message: string, raw: string): void {
    const shape = shapeOf(message);
    const key = `${program}\0${shape}`;
    const known = this.#shapes.get(key);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    if (this.#shapes.size >= mostShapes) this.#forgetRare();
    this.#shapes.set(key, { program, shape, count: 1, example: raw.slice(0, 400) });
  }

  /** Forgets what came least, at least half, so that the cost of forgetting is spread over many lines. */
  #forgetRare(): void {
    const counts = [...this.#shapes.values()].map(({ count: times }) => times).sort((one, other) => one - other);
    const limit = counts[counts.length >> 1] ?? 1;
    for (const [key, { count: times }] of this.#shapes) if (times <= limit) this.#shapes.delete(key);
  }
}

function noCounts(): Counts {
  return { lineCount: 0, timeCount: 0, eventCount: 0, accountCount: 0, ipCount: 0 };
}

function count(counts: Counts, entry: Entry): void {
  counts.lineCount += 1;
  if (!Number.isNaN(entry.timeMs)) counts.timeCount += 1;
  if (entry.event !== "") counts.eventCount += 1;
  if (entry.account !== "") counts.accountCount += 1;
  if (entry.remoteIp !== "") counts.ipCount += 1;
}

/** What differs from line to line: addresses, words with digits in them, what stands in angle brackets. */
export function shapeOf(message: string): string {
  return message
    .slice(0, longestShape)
    .replace(/<[^<>]{0,160}>/g, "<…>")
    .replace(/[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,64}/g, "…@…")
    .replace(/[A-Za-z0-9:._-]*\d[A-Za-z0-9:._-]*/g, "#");
}
