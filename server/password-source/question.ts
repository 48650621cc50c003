import type { Person } from "./template.ts";

/**
 * What a source says of a person and a password. "not-there": it knows nobody by that name; "several": more than one, so that nobody can be
 * meant.
 */
export type SourceAnswer = "yes" | "no" | "not-there" | "several";

/** It could not be asked, or did not answer: never a wrong password. The message is a sentence for administrators. */
export class SourceAway extends Error {
  override readonly name = "SourceAway";
}

/** What came of a step: whether the question may go on, and a sentence. */
export interface Told {
  readonly isGood: boolean;
  readonly detail: string;
}

export const good = (detail: string): Told => ({ isGood: true, detail });
export const bad = (detail: string): Told => ({ isGood: false, detail });

/** Hears the steps of a question as they are done. */
export interface Trace {
  /** `tell` words what came of it; what is thrown is told as its message. */
  step<T>(name: string, work: () => Promise<T>, tell: (result: T) => Told): Promise<T>;
}

/** Of sign-ins, which nobody watches. */
export const untraced: Trace = { step: (_name, work) => work() };

/** Who is asked whether a password fits. */
export interface AskedSource {
  /** The octets must stay as they are until it settles. Throws SourceAway. */
  ask(person: Person, password: Uint8Array, trace?: Trace): Promise<SourceAnswer>;
  /** Lets go of connections; what is under way ends by itself. */
  close(): void;
}
