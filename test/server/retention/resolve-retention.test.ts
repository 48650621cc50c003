import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { readControl } from "#server/control/read-control.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { effectiveRetention, effectiveRetentionOf } from "#server/retention/effective-retention.ts";
import { effective, isHeldAt, keepsFromPurgeAt, ruleJoins } from "#server/retention/effective-sql.ts";
import { holdMail, liftHold } from "#server/retention/legal-hold.ts";
import { resolveRetention } from "#server/retention/resolve-retention.ts";
import { emptyRule, never, type Rule, ruleChange } from "#server/retention/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount } from "#test/support/mail.ts";

const now = new Date("2026-11-21T12:00:00Z");
const rule = (fields: Partial<Rule>): Rule => ({ ...emptyRule, ...fields });

describe("what is in force", () => {
  test("nobody having said anything, mail stays until DELE removes it", () => {
    expect(resolveRetention({ server: null, domain: null, account: null }, now)).toEqual({
      removeAfterArrivalDays: { value: null, source: null },
      removeAfterDownloadDays: { value: null, source: null },
      keepsUndownloaded: { value: true, source: null },
      onDele: { value: "remove", source: null },
      recoverableDays: { value: 14, source: null },
      loginDelaySeconds: { value: null, source: null },
      hold: null,
    });
  });

  test.each<[string, Parameters<typeof resolveRetention>[0], object]>([
    [
      "the server's word holds where nobody nearer says anything",
      { server: rule({ removeAfterArrivalDays: 90 }), domain: rule({}), account: null },
      { removeAfterArrivalDays: { value: 90, source: "server" } },
    ],
    [
      "the nearest wins, each field alone",
      {
        server: rule({ removeAfterArrivalDays: 90, onDele: "keep", recoverableDays: 7 }),
        domain: rule({ removeAfterArrivalDays: 30, removeAfterDownloadDays: 3 }),
        account: rule({ removeAfterDownloadDays: 0 }),
      },
      {
        removeAfterArrivalDays: { value: 30, source: "domain" },
        removeAfterDownloadDays: { value: 0, source: "account" },
        onDele: { value: "keep", source: "server" },
        recoverableDays: { value: 7, source: "server" },
      },
    ],
    [
      "never is said, not left out",
      { server: rule({ removeAfterArrivalDays: 90 }), domain: rule({ removeAfterArrivalDays: never }), account: null },
      { removeAfterArrivalDays: { value: null, source: "domain" } },
    ],
    [
      "no is said as well",
      { server: null, domain: rule({ keepsUndownloaded: false }), account: rule({ keepsUndownloaded: true }) },
      { keepsUndownloaded: { value: true, source: "account" } },
    ],
    [
      "a hold from above holds, whatever is said beneath",
      {
        server: null,
        domain: rule({ holdReason: "case 7", holdSinceAt: now }),
        account: rule({ holdReason: "case 9", holdSinceAt: now, removeAfterArrivalDays: 1 }),
      },
      { hold: { level: "domain", reason: "case 7", sinceAt: now, endsAt: null } },
    ],
    [
      "a hold that is over holds nothing",
      { server: rule({ holdReason: "case 7", holdSinceAt: now, holdEndsAt: now }), domain: null, account: null },
      { hold: null },
    ],
  ])("%s", (_, rules, expected) => expect(resolveRetention(rules, now)).toMatchObject(expected));

  test("the server's least time between sign-ins is a setting; 0 nearer by takes it away", () => {
    const delay = (account: Rule | null) => resolveRetention({ server: null, account }, now, 60).loginDelaySeconds;
    expect(delay(null)).toEqual({ value: 60, source: "server" });
    expect(delay(rule({ loginDelaySeconds: 0 }))).toEqual({ value: null, source: "account" });
  });
});

describe.each(engines)("rules on %s", (engine) => {
  let at: TestStore;
  let clock: HandClock;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    at = { ...at, store: { ...at.store, clock } };
  });
  afterEach(() => at.close());

  const change = (input: object) => changeRetentionRule(at.store, ruleChange.parse(input), tester);

  test("what SQL says of all accounts at once is what is said of each", async () => {
    const domains = ["a.example", "b.example", "c.example"];
    for (const name of domains) for (const local of ["x", "y", "z"]) await givenAccount(at.store, `${local}@${name}`);
    const accounts = await at.store.db.account.findMany({ select: { id: true, domainId: true } });
    let seed = 7;
    const oneOf = <const T extends readonly unknown[]>(...items: T): T[number] => {
      seed = (seed * 48_271) % 2_147_483_647;
      return items[seed % items.length];
    };
    const places = [
      { level: "server" },
      ...[...new Set(accounts.map(({ domainId }) => domainId))].map((id) => ({ level: "domain", id })),
      ...accounts.map(({ id }) => ({ level: "account", id })),
    ];
    for (let round = 0; round < 3; round += 1) {
      for (const place of places) {
        await change({
          ...place,
          removeAfterArrivalDays: oneOf("", "never", 1, 30, 400),
          removeAfterDownloadDays: oneOf("", "never", 0, 7),
          keepsUndownloaded: oneOf("", "yes", "no"),
          onDele: oneOf("", "remove", "keep", "refuse"),
          recoverableDays: oneOf("", 1, 60),
        });
        const hold = { reason: "case 7", endsAt: oneOf(null, new Date(clock.wallMs + 1000)) };
        const asPlace = place as Parameters<typeof effectiveRetentionOf>[1];
        if (oneOf(true, false, false)) await holdMail(at.store, { ...asPlace, ...hold }, tester);
      }
      clock.pass(oneOf(10, 5_000, 40 * 86_400_000));
      const text = engine === "sqlite" ? `${clock.wallMs}` : `TIMESTAMP '${clock.now().toISOString().slice(0, -1)}'`;
      const rows = await at.store.db.$queryRawUnsafe<Record<string, unknown>[]>(
        `SELECT a."id", ${Object.entries(effective).map(([name, sql]) => `${sql} AS "${name}"`)},
         ${isHeldAt(text)} AS "isHeld", ${keepsFromPurgeAt(text)} AS "isKept" FROM "Account" AS a ${ruleJoins} ORDER BY a."id"`,
      );
      expect(rows).toHaveLength(accounts.length);
      for (const row of rows) {
        const said = await effectiveRetention(at.store, Number(row.id));
        const number = (value: unknown) => (value === null ? null : Number(value));
        expect({
          removeAfterArrivalDays: number(row.removeAfterArrivalDays),
          removeAfterDownloadDays: number(row.removeAfterDownloadDays),
          keepsUndownloaded: Boolean(Number(row.keepsUndownloaded)),
          onDele: row.onDele,
          recoverableDays: Number(row.recoverableDays),
          isHeld: Boolean(Number(row.isHeld)),
        }).toEqual({
          removeAfterArrivalDays: said.removeAfterArrivalDays.value,
          removeAfterDownloadDays: said.removeAfterDownloadDays.value,
          keepsUndownloaded: said.keepsUndownloaded.value,
          onDele: said.onDele.value,
          recoverableDays: said.recoverableDays.value,
          isHeld: said.hold !== null,
        });
        // What is on hold is kept, and for a while after.
        if (said.hold !== null) expect(Boolean(Number(row.isKept))).toBe(true);
      }
    }
  });

  test("a change names its level, grows the generation, stands in the audit, and goes when it says nothing any more", async () => {
    const { accountId, address } = await givenAccount(at.store);
    const before = await readControl(at.store.db);
    await change({ level: "account", id: accountId, removeAfterDownloadDays: "30", onDele: "keep" });
    expect((await readControl(at.store.db)).generation).toBe(before.generation + 1);
    await change({ level: "account", id: accountId, onDele: "refuse" });
    expect(await effectiveRetention(at.store, accountId)).toMatchObject({
      removeAfterDownloadDays: { value: 30, source: "account" },
      onDele: { value: "refuse", source: "account" },
    });
    const entry = await at.store.db.auditEntry.findFirstOrThrow({ orderBy: { number: "desc" } });
    expect(entry).toMatchObject({
      action: "retention.change",
      object: address,
      before: '{"onDele":"keep"}',
      after: '{"onDele":"refuse"}',
    });
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
    await change({ level: "account", id: accountId, onDele: "", removeAfterDownloadDays: "inherit" });
    expect(await at.store.db.retentionRule.count()).toBe(0);
  });

  test("a lifted hold still keeps what was removed under it for as long as removed mail is kept", async () => {
    await change({ level: "server", recoverableDays: 5 });
    await holdMail(at.store, { level: "server", id: undefined, reason: "case 7", endsAt: null }, tester);
    expect(await effectiveRetentionOf(at.store, { level: "server", id: undefined })).toMatchObject({
      hold: { level: "server", reason: "case 7" },
    });
    const { keptUntilAt } = await liftHold(at.store, { level: "server", id: undefined, reason: "closed" }, tester);
    expect(keptUntilAt.getTime() - clock.wallMs).toBe(5 * 86_400_000);
    await expect(
      liftHold(at.store, { level: "server", id: undefined, reason: "closed" }, tester),
    ).rejects.toMatchObject({ code: "not-found" });
  });

  test("what makes no sense is refused at its field", async () => {
    const refused: [string, unknown][] = [
      ["removeAfterArrivalDays", "0"],
      ["removeAfterArrivalDays", "soon"],
      ["removeAfterDownloadDays", "-1"],
      ["recoverableDays", "0"],
      ["onDele", "perhaps"],
      ["keepsUndownloaded", "maybe"],
    ];
    for (const [name, value] of refused) {
      const result = ruleChange.safeParse({ level: "server", [name]: value });
      expect(result.error?.issues.map(({ path }) => path.join("."))).toEqual([name]);
    }
    expect(ruleChange.safeParse({ level: "domain" }).success).toBe(false);
    await expect(change({ level: "domain", id: 99, onDele: "keep" })).rejects.toMatchObject({ code: "not-found" });
    await expect(change({ level: "server", loginDelaySeconds: 5 })).rejects.toMatchObject({
      field: "loginDelaySeconds",
    });
    const yesterday = new Date(clock.wallMs - 86_400_000);
    const hold = { level: "server", id: undefined, reason: "case 7", endsAt: yesterday } as const;
    await expect(holdMail(at.store, hold, tester)).rejects.toMatchObject({ field: "endsAt" });
    await changeSettings(at.store, { loginDelaySeconds: 60 }, tester);
    const { accountId } = await givenAccount(at.store);
    expect((await effectiveRetention(at.store, accountId)).loginDelaySeconds).toEqual({ value: 60, source: "server" });
  });
});
