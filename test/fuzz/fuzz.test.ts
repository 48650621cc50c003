import { afterAll, beforeAll, describe, it } from "vitest";
import { describeFinding } from "./finding.ts";
import { fixedSeed, freshSeed } from "./seed.ts";
import { targets } from "./targets/index.ts";
import { closeDatabase } from "./targets/pop3-on-database.ts";

afterAll(closeDatabase);
beforeAll(() => console.info(`fuzz: the fresh seed is ${freshSeed}`));

describe("holds for inputs made up at random", () => {
  it.each(targets)("$name", { timeout: 120_000 }, async (target) => {
    for (const seed of [fixedSeed, freshSeed]) {
      const { finding } = await target.check({ seed, runs: Math.ceil(target.shortRuns / 2) });
      if (finding !== null) throw new Error(describeFinding(target.name, finding));
    }
  });
});
