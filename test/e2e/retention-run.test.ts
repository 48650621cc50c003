import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { startRun } from "#server/retention-run/start-run.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { popdesk, type RunningPopdesk, startPopdesk, variablesFor } from "#test/support/popdesk.ts";

const accountCount = 200;
const oldEach = 4;
const dayMs = 86_400_000;

describe.each(engines)("a retention run of the daemon on %s", (engine) => {
  let data: TestData;
  let server: RunningPopdesk;
  let store: Store;
  const held = { address: "held@example.org", password: "river-otter-42" };
  let heldId: number;

  beforeEach(async () => {
    data = await freshData(engine);
    store = await openStore(data.environment);
    await createDomain(store, { name: "example.org" }, tester);
    const recipients: { accountId: number; address: string }[] = [];
    for (let index = 1; index < accountCount; index += 1)
      recipients.push(await givenAccount(store, `a${index}@example.org`));
    // Last in the order in which the run goes through them: it is reached when the session is there again.
    ({ id: heldId } = await createAccount(store, held, tester));
    recipients.push({ accountId: heldId, address: held.address });
    const message = await givenMessage(store);
    const deliverer = new Deliverer(store);
    const ages = [...Array.from({ length: oldEach }, () => 60), 1];
    await Promise.all(
      recipients.flatMap((recipient) =>
        ages.map((days) =>
          deliverer.deliver({
            recipient,
            prefix: new Uint8Array(0),
            message,
            arrivedAt: new Date(Date.now() - days * dayMs),
          }),
        ),
      ),
    );
    const change = { level: "server", removeAfterArrivalDays: 30, keepsUndownloaded: "no" };
    await changeRetentionRule(store, ruleChange.parse(change), tester);
    await changeSettings(
      store,
      { retentionServerPercent: "none", retentionDomainPercent: "none", retentionTime: "" },
      tester,
    );
    server = await startPopdesk(data);
  }, 90_000);

  afterEach(async () => {
    await server?.stop();
    await closeStore(store);
    await data.remove();
  });

  test("goes on after kill -9, removes each message once, and never from a maildrop that is in use", {
    timeout: 180_000,
  }, async () => {
    const client = await PopClient.signIn(server.ports.POP3S ?? 0, held.address, held.password);
    const { id } = await startRun(store, {}, tester);
    const run = () => store.db.retentionRun.findUniqueOrThrow({ where: { id } });
    await eventually(async () => (await run()).removedCount > 0, 60_000);
    const { pid } = await store.db.node.findFirstOrThrow({ select: { pid: true } });
    process.kill(pid, "SIGKILL");
    const broken = await run();
    expect(broken.endedAt).toBeNull();
    expect(broken.removedCount).toBeLessThan((accountCount - 1) * oldEach);
    // The killed daemon took the session with it; another holds the maildrop as soon as the next daemon serves.
    client.drop();
    const again = await eventually(
      () => PopClient.signIn(server.ports.POP3S ?? 0, held.address, held.password).catch(() => null),
      60_000,
    );
    await eventually(async () => (await run()).removedCount >= (accountCount - 1) * oldEach, 90_000);
    expect((await again.command("STAT")).split(" ")[1]).toBe(String(oldEach + 1));
    expect(await store.db.removal.count({ where: { accountId: heldId } })).toBe(0);
    await again.quit();
    const ended = await eventually(async () => {
      const now = await run();
      return now.state === "done" && now;
    }, 60_000);
    expect(ended).toMatchObject({ removedCount: accountCount * oldEach, lockedCount: 0 });

    const parts = await store.db.retentionRunPart.groupBy({
      by: ["accountId"],
      where: { runId: id },
      _sum: { messageCount: true },
    });
    expect(parts).toHaveLength(accountCount);
    expect(new Set(parts.map(({ _sum }) => _sum.messageCount))).toEqual(new Set([oldEach]));
    const kept = await eventually(async () => {
      const rows = await store.db.removedMessage.count();
      return rows === accountCount * oldEach && rows;
    }, 60_000);
    expect(kept).toBe(accountCount * oldEach);
    const counters = await store.db.account.findMany({ select: { messageCount: true, recoverableCount: true } });
    expect(
      new Set(counters.map(({ messageCount, recoverableCount }) => `${messageCount} ${recoverableCount}`)),
    ).toEqual(new Set([`1 ${oldEach}`]));
    const report = await popdesk(variablesFor(data), ["retention", "report", String(id)]);
    const lines = report.stdout.trim().split("\r\n");
    expect(lines).toHaveLength(1 + accountCount * oldEach);
    expect(new Set(lines.map((line) => line.split(",").slice(0, 2).join())).size).toBe(lines.length);
    expect(lines[1]).toContain(",30 days after arrival");
  });
});
