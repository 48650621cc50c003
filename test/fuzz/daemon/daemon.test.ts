import { afterAll, test } from "vitest";
import { describeFinding } from "../finding.ts";
import { fixedSeed, freshSeed } from "../seed.ts";
import { daemonTarget } from "./target.ts";

afterAll(() => daemonTarget.close());

// The daemon's own bound on what hangs is two minutes for each of the two.
test(daemonTarget.name, { timeout: 300_000 }, async () => {
  for (const seed of [fixedSeed, freshSeed]) {
    const { finding } = await daemonTarget.check({ seed, runs: daemonTarget.shortRuns });
    if (finding !== null) throw new Error(describeFinding(daemonTarget.name, finding));
  }
});
