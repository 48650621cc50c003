import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, freshStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";
import { bundleChurn, Rounds } from "./rounds.ts";

/** `npm run test:kill` sets more. */
const rounds = Number(process.env.POPDESK_KILL_ROUNDS ?? 20);
/** Answers that a life gives at most. */
const mostLines = 400;

let churn: Awaited<ReturnType<typeof bundleChurn>>;

beforeAll(async () => {
  churn = await bundleChurn();
});

afterAll(() => churn.remove());

describe.each(engines)("a store killed at any moment of delivery, UPDATE and reclaim, on %s", (engine) => {
  it(
    "has every message it acknowledged and none that was removed",
    async () => {
      const test = await freshStore(engine);
      try {
        for (const name of ["ann", "bob", "eve"]) await givenAccount(test.store, `${name}@example.org`);
        const life = new Rounds(test.store, test.variables, churn.program);
        for (let round = 0; round < rounds / engines.length; round += 1) {
          expect(await life.round(mostLines), `round ${round}`).toEqual([]);
        }
        expect(life.delivered).toBeGreaterThan(rounds);
        expect(life.removed).toBeGreaterThan(rounds);
      } finally {
        await test.close();
      }
    },
    30_000 + rounds * 10_000,
  );
});
