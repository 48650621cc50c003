import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { holdMail } from "#server/retention/legal-hold.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { givenMessage } from "#test/support/mail.ts";
import { PopClient } from "#test/support/pop-client.ts";

describe.each(engines)("retention rules as mail programs meet them, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  let account: { id: number; domainId: number };

  beforeEach(async () => {
    at = await freshInstallation(engine);
    account = await at.store.db.account.findUniqueOrThrow({
      where: { address: at.address },
      select: { id: true, domainId: true },
    });
    const message = await givenMessage(at.store);
    const recipient = { accountId: account.id, address: at.address };
    const deliverer = new Deliverer(at.store);
    for (let index = 0; index < 3; index += 1) await deliverer.deliver({ recipient, prefix: Buffer.alloc(0), message });
    daemon = await startDaemon(at);
  });

  afterEach(async () => {
    await daemon.stop();
    await at.close();
  });

  const signIn = () => PopClient.signIn(daemon.port("POP3S"), at.address, at.password);
  const change = (fields: object) => changeRetentionRule(at.store, ruleChange.parse(fields), tester);
  const capabilities = async (client: PopClient) => (await client.listing("CAPA")).content;

  /** What CAPA says to a stranger; asked until the daemon has heard of the change. */
  async function announced(wanted: RegExp): Promise<void> {
    await eventually(async () => {
      const client = await PopClient.connectTls(daemon.port("POP3S"));
      const told = await capabilities(client);
      await client.quit();
      return wanted.test(told);
    });
  }

  test("EXPIRE and LOGIN-DELAY: the most cautious to a stranger, with USER where they differ; the account's own after sign-in", async () => {
    await announced(/EXPIRE NEVER\r\n/);
    await change({ level: "server", removeAfterArrivalDays: 90 });
    await announced(/EXPIRE 90\r\n/);
    await change({ level: "domain", id: account.domainId, removeAfterDownloadDays: 7, loginDelaySeconds: 1 });
    await change({ level: "account", id: account.id, removeAfterDownloadDays: "never" });
    await announced(/EXPIRE 7 USER\r\nLOGIN-DELAY 1 USER\r\n/);
    const client = await signIn();
    expect(await capabilities(client)).toMatch(/EXPIRE 90\r\nLOGIN-DELAY 1\r\n/);
    await client.quit();
    await expect(signIn()).rejects.toThrow("[LOGIN-DELAY]");
    await change({ level: "account", id: account.id, loginDelaySeconds: 0 });
    await changeSettings(at.store, { expireDays: 30 }, tester);
    await eventually(async () => {
      const again = await signIn();
      const told = await capabilities(again);
      await again.quit();
      return /EXPIRE 30\r\n(?!LOGIN-DELAY)/.test(told);
    });
    await holdMail(at.store, { level: "server", id: undefined, reason: "case 7", endsAt: null }, tester);
    await changeSettings(at.store, { expireDays: "NEVER" }, tester);
    await eventually(async () => {
      const held = await signIn();
      const told = await capabilities(held);
      await held.quit();
      return told.includes("EXPIRE NEVER\r\n");
    });
  });

  test("DELE is refused where the rules keep all mail, from the next sign-in on, and keeps it where it was marked before", async () => {
    const before = await signIn();
    expect(await before.command("DELE 1")).toMatch(/^\+OK/);
    await change({ level: "account", id: account.id, onDele: "refuse" });
    expect(await before.quit()).toMatch(/^\+OK bye, 1 message removed/);
    await eventually(async () => (await at.store.db.removedMessage.count()) === 1);
    await eventually(async () => {
      const client = await signIn();
      const answer = await client.command("DELE 1");
      await client.command("RSET");
      const stat = await client.command("STAT");
      await client.quit();
      return /^-ERR .*administrator/.test(answer) && /^\+OK 2 /.test(stat);
    });
    await change({ level: "account", id: account.id, onDele: "keep" });
    const client = await signIn();
    expect(await client.listing("RETR 2")).toMatchObject({ status: expect.stringMatching(/^\+OK/) });
    expect(await client.command("DELE 2")).toMatch(/^\+OK/);
    expect(await client.quit()).toMatch(/^\+OK/);
    await eventually(async () => (await at.store.db.removedMessage.count()) === 2);
    const rows = await at.store.db.removedMessage.findMany({ orderBy: { sequence: "asc" } });
    expect(rows).toMatchObject([
      { sequence: 1, downloadedAt: null },
      { sequence: 3, cause: "session", downloadedAt: expect.any(Date), subject: "hello" },
    ]);
  });
});
