import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
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

/** What each keeps: DELE for good, DELE recoverable, and a rule that removes. */
const rules = {
  ann: {},
  bob: { onDele: "keep", recoverableDays: 3 },
  eve: { removeAfterArrivalDays: 30, keepsUndownloaded: "no", recoverableDays: 3 },
} as const;

describe.each(engines)("a store killed at any moment of all that happens to mail, on %s", (engine) => {
  it(
    "has every message it acknowledged where it was last, and none that was removed for good",
    async () => {
      const test = await freshStore(engine);
      try {
        const never = { retentionServerPercent: "none", retentionDomainPercent: "none", retentionTime: "" } as const;
        await changeSettings(test.store, never, tester);
        for (const [name, rule] of Object.entries(rules)) {
          const { accountId: id } = await givenAccount(test.store, `${name}@example.org`);
          const change = ruleChange.parse({ level: "account", id, ...rule });
          if (Object.keys(rule).length > 0) await changeRetentionRule(test.store, change, tester);
        }
        const life = new Rounds(test.store, test.variables, churn.program);
        for (let round = 0; round < rounds / engines.length; round += 1) {
          expect(await life.round(mostLines), `round ${round}`).toEqual([]);
        }
        expect(life.delivered).toBeGreaterThan(rounds);
        expect(life.removed).toBeGreaterThan(rounds);
        expect(life.kept).toBeGreaterThan(rounds);
        expect(life.restored).toBeGreaterThan(rounds / 4);
        expect(life.purged).toBeGreaterThan(rounds / 4);
        expect(life.removedByRun).toBeGreaterThan(rounds / 4);
      } finally {
        await test.close();
      }
    },
    30_000 + rounds * 10_000,
  );
});
