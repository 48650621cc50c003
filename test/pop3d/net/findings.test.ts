import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { fixFinding } from "#server/finding/fix-finding.ts";
import { type DoctorLimits, doctorLimits } from "#server/finding/look/limits.ts";
import { lookAtAccount } from "#server/finding/look/look-at-account.ts";
import { noteFindings } from "#server/finding/note-findings.ts";
import { countFindings, readFindings, readFindingsOf } from "#server/finding/read.ts";
import { findingList } from "#server/finding/schema.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { cliJson } from "#test/support/run-cli.ts";

const limitMs = 60_000;
const testMs = 180_000;
const password = "correct horse battery";
/** The daemon is bundled first. */
const startMs = 120_000;

describe.each(engines)("what is found of mail programs that behave so, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  let lmtp: LmtpClient;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    daemon = await startDaemon(at);
    lmtp = await LmtpClient.open({ port: daemon.port("LMTP"), host: "127.0.0.1" });
  }, startMs);
  afterAll(async () => {
    await lmtp.close();
    await daemon.stop();
    await at.close();
  }, startMs);

  async function account(name: string, messages: number): Promise<{ accountId: number; address: string }> {
    const address = `${name}@example.org`;
    const { id: accountId } = await createAccount(at.store, { address, password }, tester);
    for (let number = 1; number <= messages; number += 1) await deliver(address, `m${number}`);
    return { accountId, address };
  }
  const deliver = (address: string, subject: string) =>
    lmtp.send([address], Buffer.from(`Subject: ${subject}\r\n\r\n${subject}\r\n`));

  /** One session that does so; all in the clear on loopback, one after the other. */
  async function session(
    address: string,
    run: (client: PopClient) => Promise<void>,
    { secret = password, isDropped = false } = {},
  ): Promise<void> {
    // A session that was dropped a moment ago may still hold the lock.
    const client = await eventually(async () => {
      const client = await PopClient.connect(daemon.port("POP3"));
      await client.command(`USER ${address}`);
      if ((await client.command(`PASS ${secret}`)).startsWith("+OK")) return client;
      client.drop();
      return null;
    }, limitMs);
    await run(client);
    if (isDropped) client.drop();
    else expect(await client.quit()).toMatch(/^\+OK/);
  }

  /** As many sessions have ended, as the database knows. */
  const ended = (accountId: number, count: number) =>
    eventually(
      async () => (await at.store.db.session.count({ where: { accountId, endedAt: { not: null } } })) >= count,
      limitMs,
    );

  async function look(accountId: number, limits: Partial<DoctorLimits> = {}): Promise<string[]> {
    await noteFindings(at.store, accountId, await lookAtAccount(at.store, accountId, { ...doctorLimits, ...limits }));
    return (await readFindingsOf(at.store, accountId)).map(({ kind }) => kind);
  }

  const download = async (client: PopClient, count: number, isMarked = false) => {
    for (let number = 1; number <= count; number += 1) {
      await client.listing(`RETR ${number}`);
      if (isMarked) await client.command(`DELE ${number}`);
    }
  };

  test(
    "one that drops before QUIT: the daemon finds it by itself, and that it is gone when a QUIT removes",
    async () => {
      const { accountId, address } = await account("drops", 3);
      await session(address, (client) => download(client, 3, true), { isDropped: true });
      await ended(accountId, 1);
      expect(await look(accountId)).toEqual([]);
      await session(address, (client) => download(client, 2, true), { isDropped: true });
      await ended(accountId, 2);
      const [finding] = await eventually(async () => {
        const found = await readFindingsOf(at.store, accountId);
        return found.length > 0 && found;
      }, limitMs);
      expect(finding).toMatchObject({
        kind: "dropped-before-quit",
        address,
        evidence: { sessions: 2, marked: 3, ends: { dropped: 2 }, remoteAddress: "127.0.0.1" },
        endedAt: null,
      });
      expect(await cliJson(at.variables, ["finding", "list", "--account", address])).toMatchObject({ total: 1 });
      await session(address, (client) => download(client, 3, true));
      await ended(accountId, 3);
      expect(await look(accountId)).toEqual([]);
      const { rows } = await readFindings(at.store, findingList.parse({ accountId, state: "ended" }));
      expect(rows).toMatchObject([{ kind: "dropped-before-quit", endedAt: expect.any(Date) }]);
    },
    testMs,
  );

  test(
    "one that ignores UIDL and downloads all again; not one that downloads what is new",
    async () => {
      const [again, well] = [await account("again", 4), await account("well", 0)];
      for (let round = 1; round <= 3; round += 1) {
        await session(again.address, (client) => download(client, 4));
        await deliver(well.address, `new ${round}`);
        await session(well.address, async (client) => void (await client.listing(`RETR ${round}`)));
        await ended(again.accountId, round);
        await ended(well.accountId, round);
        expect(await look(well.accountId)).toEqual([]);
        expect(await look(again.accountId)).toEqual(round < 3 ? [] : ["downloads-again"]);
      }
      const [finding] = await readFindingsOf(at.store, again.accountId);
      expect(finding?.evidence).toMatchObject({ sessions: 3, messages: 4, times: 3 });
      // It has learned better: what is new is no repetition.
      await deliver(again.address, "new");
      await session(again.address, async (client) => void (await client.listing("RETR 5")));
      await ended(again.accountId, 4);
      expect(await look(again.accountId)).toEqual([]);
    },
    testMs,
  );

  test(
    "one that never deletes, once its mail lies there for long, unless a rule removes it",
    async () => {
      const { accountId, address } = await account("keeps", 3);
      await session(address, (client) => download(client, 2));
      await ended(accountId, 1);
      const limits = { keptDays: 0, keptMessages: 2 };
      await eventually(
        async () => (await at.store.db.message.count({ where: { accountId, downloadedAt: { not: null } } })) === 2,
        limitMs,
      );
      expect(await look(accountId)).toEqual([]);
      expect(await look(accountId, { ...limits, keptMessages: 3 })).toEqual([]);
      expect(await look(accountId, limits)).toEqual(["never-removes"]);
      expect((await readFindingsOf(at.store, accountId))[0]?.evidence).toMatchObject({ messages: 2, days: 0 });
      await changeRetentionRule(at.store, { level: "account", id: accountId, removeAfterDownloadDays: 30 }, tester);
      expect(await look(accountId, limits)).toEqual([]);
    },
    testMs,
  );

  test(
    "two devices: one removes what the other never gets, and refuses it while it is in",
    async () => {
      const { accountId, address } = await account("two", 0);
      const { password: phone } = await createAppPassword(at.store, { accountId, name: "phone" }, tester);
      const desk = (run: (client: PopClient) => Promise<void>) => session(address, run);
      const mobile = (run: (client: PopClient) => Promise<void>) => session(address, run, { secret: phone });
      await mobile(async (client) => void (await client.command("STAT")));
      for (let number = 1; number <= 3; number += 1) {
        await deliver(address, `m${number}`);
        await desk((client) => download(client, 1, true));
      }
      await ended(accountId, 4);
      // The phone has not come again: perhaps it is not used any more.
      expect(await look(accountId)).toEqual([]);
      await mobile(async (client) => void (await client.command("STAT")));
      await ended(accountId, 5);
      expect(await look(accountId)).toEqual(["two-programs"]);
      const [finding] = await readFindingsOf(at.store, accountId);
      expect(finding).toMatchObject({ evidence: { missed: 3, refused: 0, programs: [{}, {}] } });

      // And by refused sign-ins alone, as the daemon records them.
      const { accountId: other } = await account("locked", 0);
      await at.store.db.signInFailure.create({
        data: {
          hourAt: new Date(),
          address: "locked@example.org",
          remoteAddress: "192.0.2.1",
          listenerId: 1,
          tlsVersion: "",
          mechanism: "USER",
          reason: "in-use",
          accountId: other,
          network: "192.0.2.1/32",
          count: 5,
          firstAt: new Date(),
          lastAt: new Date(),
        },
      });
      expect(await look(other)).toEqual(["two-programs"]);
    },
    testMs,
  );

  test(
    "one that comes every few seconds; the fix has it wait, and then it is gone",
    async () => {
      const { accountId, address } = await account("polls", 0);
      const { polledSignIns } = doctorLimits;
      for (let round = 1; round < polledSignIns; round += 1) await session(address, async () => {});
      await ended(accountId, polledSignIns - 1);
      expect(await look(accountId)).toEqual([]);
      await session(address, async () => {});
      await ended(accountId, polledSignIns);
      // Every five seconds is what the limit is there for; slower than it is well.
      expect(await look(accountId, { pollSeconds: 0 })).toEqual([]);
      expect(await look(accountId)).toEqual(["polls-too-often"]);
      expect(await countFindings(at.store)).toMatchObject({ accounts: expect.any(Number) });
      const [finding] = await readFindingsOf(at.store, accountId);
      expect(finding?.evidence).toMatchObject({ signIns: polledSignIns });
      expect(await cliJson(at.variables, ["finding", "fix", String(finding?.id)])).toEqual({
        address,
        loginDelaySeconds: 60,
      });
      await eventually(async () => {
        const client = await PopClient.connect(daemon.port("POP3"));
        await client.command(`USER ${address}`);
        const answer = await client.command(`PASS ${password}`);
        client.drop();
        return answer.startsWith("-ERR [LOGIN-DELAY]");
      }, limitMs);
      const later = new Date(at.store.clock.now().getTime() + 11 * 60_000);
      const clock = { now: () => later, monotonicMs: () => at.store.clock.monotonicMs() };
      await noteFindings(at.store, accountId, await lookAtAccount({ ...at.store, clock }, accountId, doctorLimits));
      expect(await readFindingsOf(at.store, accountId)).toEqual([]);
      await expect(fixFinding(at.store, { id: finding?.id ?? 0 }, tester)).rejects.toMatchObject({ code: "not-found" });
    },
    testMs,
  );
});
