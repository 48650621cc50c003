import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { target } from "./target.ts";

const slow = 30;

describe("a target whose time is over", () => {
  it("has ended the input at hand before the next target begins", async () => {
    let running = 0;
    const waiting = target("waits", 1, fc.nat(), async () => {
      running += 1;
      await wait(slow);
      running -= 1;
    });
    const { finding } = await waiting.check({ seed: 1, runs: 1_000, limitMs: slow * 2.5 });
    expect(finding).toBeNull();
    expect(running).toBe(0);
  });

  it("tells what was found in the input at hand, where it can be found again", async () => {
    const limitMs = 400;
    const late = target("fails late", 1, fc.nat({ max: 100 }), async (number) => {
      if (number === first) return;
      await wait(limitMs * 2);
      throw new Error(`${number} is wrong`);
    });
    const [first] = fc.sample(fc.nat({ max: 100 }), { seed: 7, numRuns: 1 });
    const { finding } = await late.check({ seed: 7, runs: 2, limitMs });
    expect(finding?.error).toContain("is wrong");
    const again = await late.check({ seed: 7, runs: 1, path: finding?.path });
    expect(again.finding?.error).toContain("is wrong");
  });
});
