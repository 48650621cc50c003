import type { Store } from "../../store.ts";
import type { Rule, Severity, ThresholdSpec } from "../schema.ts";

/** Something that is wrong now. */
export interface Found {
  /** What it is about, as text that stays the same from one look to the next. */
  readonly subject: string;
  /** Grows as it gets worse: each step is told. */
  readonly level?: number;
  readonly severity: Severity;
  /** A sentence for people, with what to do where that is known. */
  readonly text: string;
  /** The page where it is mended. */
  readonly href: string;
}

/** "unknown": it cannot be told at present, so what stands stays as it is. */
export type Look =
  | { readonly found: readonly Found[] /** For the next look, as JSON. */; readonly memory?: unknown }
  | "unknown";

export interface Condition<Name extends string = string> {
  readonly title: string;
  /** What it watches, as a sentence. */
  readonly description: string;
  readonly thresholds: Readonly<Record<Name, ThresholdSpec>>;
  /** What holds until an administrator chooses otherwise. */
  readonly usual: Pick<Rule, "isEnabled" | "isUrgent" | "forSeconds" | "resolveSeconds">;
  /** How often it is looked at; each look takes a few milliseconds. */
  readonly everySeconds: 5 | 60;
  look(store: Store, thresholds: Readonly<Record<Name, number>>, memory: unknown): Promise<Look>;
}

/** Keeps the names of its thresholds apart from those of others. */
export function condition<Name extends string>(spec: Condition<Name>): Condition {
  return spec as unknown as Condition;
}

/** One thing more than so many is told as a number. */
export const mostSubjects = 100;

/** The first ones each by itself, what is beyond as one: `items` must come in an order that stays the same. */
export function atMost(items: readonly Found[], more: (count: number) => Omit<Found, "subject">): readonly Found[] {
  if (items.length <= mostSubjects) return items;
  return [...items.slice(0, mostSubjects), { subject: "others", ...more(items.length - mostSubjects) }];
}
