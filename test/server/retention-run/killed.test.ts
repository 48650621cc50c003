import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { checkStore } from "#server/maildrop/check-store.ts";
import { purgeExpired } from "#server/recoverable/purge-expired.ts";
import { runReport } from "#server/retention-run/read-runs.ts";
import { startRun } from "#server/retention-run/start-run.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";
import { PopClient } from "#test/support/pop-client.ts";

/** Enough that a session is inside again before the run comes to its maildrop; each costs a busy machine a fifth of a second. */
const accountCount = 150;
const oldEach = 3;
const dayMs = 86_400_000;
const patience = 90_000;

describe.each(engines)("a retention run whose daemon is killed, on %s", (engine) => {
  let at: Installation;
  let store: Store;
  let daemon: RunningDaemon | undefined;

  beforeEach(async () => {
    at = await freshInstallation(engine);
    ({ store } = at);
    // The furnished account is the last but one in the order of the run, so that it is reached when its session is there again.
    const recipients: { accountId: number; address: string }[] = [];
    for (let index = 2; index < accountCount; index += 1) {
      recipients.push(await givenAccount(store, `a${index}@example.org`));
    }
    const held = await store.db.account.findUniqueOrThrow({ where: { id: at.accountId } });
    await store.db.account.delete({ where: { id: at.accountId } });
    for (const name of ["held", "last"]) {
      const { id: _, ...rest } = held;
      const address = `${name}@example.org`;
      const { id } = await store.db.account.create({
        data: { ...rest, localPart: name, address },
        select: { id: true },
      });
      recipients.push({ accountId: id, address });
    }
    const message = await givenMessage(store);
    const deliverer = new Deliverer(store);
    const ages = [...Array.from({ length: oldEach }, () => 60), 1];
    const prefix = new Uint8Array();
    await Promise.all(
      recipients.flatMap((recipient) =>
        ages.map((days) =>
          deliverer.deliver({ recipient, prefix, message, arrivedAt: new Date(Date.now() - days * dayMs) }),
        ),
      ),
    );
    const rule = { level: "server", removeAfterArrivalDays: 30, keepsUndownloaded: "no", recoverableDays: 7 };
    await changeRetentionRule(store, ruleChange.parse(rule), tester);
    const never = { retentionServerPercent: "none", retentionDomainPercent: "none", retentionTime: "" } as const;
    await changeSettings(store, never, tester);
  }, 120_000);

  afterEach(async () => {
    await daemon?.stop();
    await at.close();
  });

  const signIn = (to: RunningDaemon) =>
    eventually(() => PopClient.signIn(to.port("POP3S"), "held@example.org", at.password).catch(() => null), patience);

  test("goes on, removes each message once, and leaves the maildrop of a session alone until that is over", {
    timeout: 300_000,
  }, async () => {
    const { id: heldId } = await store.db.account.findUniqueOrThrow({ where: { address: "held@example.org" } });
    const heldRemovals = () => store.db.removal.count({ where: { accountId: heldId } });
    daemon = await startDaemon(at);
    const before = await signIn(daemon);
    const { id } = await startRun(store, {}, tester);
    const run = () => store.db.retentionRun.findUniqueOrThrow({ where: { id } });
    await eventually(async () => (await run()).removedCount > 0, patience);
    daemon.process.kill("SIGKILL");
    await daemon.stop();
    const broken = await run();
    expect(broken.endedAt).toBeNull();
    expect(broken.removedCount).toBeLessThan(accountCount * oldEach);
    expect(await heldRemovals()).toBe(0);
    before.drop();

    daemon = await startDaemon(at);
    const inside = await signIn(daemon);
    // Whatever else was due is gone before the maildrop that is in use is tried again, half a minute later.
    await eventually(async () => (await run()).removedCount >= (accountCount - 1) * oldEach, patience);
    expect((await inside.command("STAT")).split(" ")[1]).toBe(String(oldEach + 1));
    expect(await heldRemovals()).toBe(0);
    await eventually(async () => (await run()).lockedCount === 1, patience);
    await inside.quit();
    await eventually(async () => (await run()).state === "done", patience);

    expect(await run()).toMatchObject({
      removedCount: accountCount * oldEach,
      lockedCount: 0,
      accountCount,
      errorText: "",
    });
    const parts = await store.db.retentionRunPart.groupBy({
      by: ["accountId"],
      where: { runId: id },
      _sum: { messageCount: true },
    });
    expect(parts).toHaveLength(accountCount);
    expect(new Set(parts.map(({ _sum }) => _sum.messageCount))).toEqual(new Set([oldEach]));
    let report = "";
    for await (const piece of runReport(store, id)) report += piece;
    const lines = report.trim().split("\r\n").slice(1);
    expect(lines).toHaveLength(accountCount * oldEach);
    expect(new Set(lines.map((line) => line.split(",").slice(0, 2).join())).size).toBe(lines.length);
    expect(new Set(lines.map((line) => line.includes("30 days after arrival")))).toEqual(new Set([true]));

    const keptCount = () => store.db.removedMessage.count();
    await eventually(async () => (await keptCount()) === accountCount * oldEach, patience);
    await daemon.stop();
    const counters = await store.db.account.groupBy({ by: ["messageCount", "recoverableCount"], _count: true });
    expect(counters).toEqual([{ messageCount: 1, recoverableCount: oldEach, _count: accountCount }]);

    // A week later nothing of it is left but the mail that was not due.
    const clock = new HandClock();
    clock.wallMs = Date.now() + 8 * dayMs;
    await purgeExpired({ ...store, clock });
    expect(await keptCount()).toBe(0);
    const { findings, bodies } = await checkStore(store, { repair: false, actor: tester, graceMs: 0 });
    expect(Object.values(findings).filter((count) => count > 0)).toEqual([]);
    expect(bodies).toBe(accountCount);
    expect(await verifyAudit(store)).toMatchObject({ isIntact: true });
  });
});
