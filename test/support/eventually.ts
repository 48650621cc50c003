import { setTimeout as wait } from "node:timers/promises";

type Falsy = false | null | undefined | 0 | "";

/** Asks every `pauseMs` until `isSo` gives something true, and gives that; fails when `limitMs` have passed without. */
export async function eventually<T>(
  isSo: () => T | Promise<T>,
  limitMs = 10_000,
  pauseMs = 20,
): Promise<Exclude<T, Falsy>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await isSo();
    if (answer) return answer as Exclude<T, Falsy>;
    if (performance.now() > deadline) throw new Error(`not so within ${limitMs} ms: ${isSo}`);
    await wait(pauseMs);
  }
}
