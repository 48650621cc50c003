import fc from "fast-check";

/** One thing that must hold for every input. */
export interface Target {
  /** Also the name it is replayed by. */
  readonly name: string;
  /** Inputs tried by `npm test`; the long run tries as many as fit into its time. */
  readonly shortRuns: number;
  /** How long it goes on in the long run before the next has its turn; 2 s where it does not say. */
  readonly turnMs: number | undefined;
  check(how: How): Promise<Outcome>;
}

export interface How {
  readonly seed: number;
  readonly runs: number;
  /** After so long it is enough, however many inputs were tried. */
  readonly limitMs?: number;
  /** Where a finding lies below its seed: only it is tried. */
  readonly path?: string;
}

export interface Outcome {
  readonly tried: number;
  readonly finding: Finding | null;
}

/** An input for which it does not hold, made as small as the time allowed. */
export interface Finding {
  readonly seed: number;
  readonly path: string;
  readonly input: string;
  readonly error: string;
}

/** `holds` throws where it does not. */
export function target<T>(
  name: string,
  shortRuns: number,
  input: fc.Arbitrary<T>,
  holds: (input: T) => void | Promise<void>,
  turnMs?: number,
): Target {
  let running: Promise<void> = Promise.resolve();
  const property = fc.asyncProperty(input, (given) => {
    running = (async () => holds(given))();
    return running;
  });
  return {
    name,
    shortRuns,
    turnMs,
    async check({ seed, runs, limitMs, path }) {
      const details = await fc.check(property, {
        seed,
        numRuns: runs,
        ...(path === undefined ? {} : { path }),
        ...(limitMs === undefined ? {} : { interruptAfterTimeLimit: limitMs }),
      });
      const tried = details.numRuns;
      // At the limit the input at hand is abandoned, not ended: it is waited for, so that it disturbs none that comes after it.
      const lastError = await running.then(
        () => null,
        (error: unknown) => ({ error }),
      );
      if (!details.failed || details.counterexample === null) {
        if (lastError === null) return { tried, finding: null };
        const input = "the one at hand when the time was over";
        return { tried, finding: { seed, path: `${tried}`, input, error: describe(lastError.error) } };
      }
      const { counterexample, counterexamplePath, errorInstance } = details;
      const error = describe(errorInstance);
      return {
        tried,
        finding: { seed, path: counterexamplePath ?? "", input: fc.stringify(counterexample[0]), error },
      };
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : `${error}`;
}
