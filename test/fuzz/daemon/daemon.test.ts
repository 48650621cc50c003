import { afterAll, test } from "vitest";
import { describeFinding } from "../finding.ts";
import { fixedSeed, freshSeed } from "../seed.ts";
import { daemonTarget } from "./target.ts";

afterAll(() => daemonTarget.close());

test(daemonTarget.name, async () => {
  for (const seed of [fixedSeed, freshSeed]) {
    const { finding } = await daemonTarget.check({ seed, runs: daemonTarget.shortRuns });
    if (finding !== null) throw new Error(describeFinding(daemonTarget.name, finding));
  }
});
