import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

export interface Strength {
  /** 0 (guessed at once) to 4 (strong). */
  score: 0 | 1 | 2 | 3 | 4;
  /** What makes it weak, as a sentence; empty when nothing does. */
  warning: string;
}

let factory: Promise<ZxcvbnFactory> | undefined;

/** The dictionaries are large, so they are fetched from our own origin when a password is first typed. */
async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  return new ZxcvbnFactory({
    translations: english.translations,
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...english.dictionary },
  });
}

/** `known`: words a guesser would try first, such as the address. */
export async function strengthOf(password: string, known: readonly string[]): Promise<Strength> {
  factory ??= load();
  const { score, feedback } = (await factory).check(password.slice(0, 100), [...known]);
  return { score, warning: feedback.warning ?? "" };
}
