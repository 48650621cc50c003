import { setTimeout as wait } from "node:timers/promises";

/** Asks until `isSo` gives something true, and gives that; fails when `limitMs` have passed without. */
export async function eventually<T>(isSo: () => T | Promise<T>, limitMs = 10_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await isSo();
    if (answer) return answer as NonNullable<T>;
    if (performance.now() > deadline) throw new Error(`not so within ${limitMs} ms: ${isSo}`);
    await wait(20);
  }
}
