import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { readReceipts } from "#server/receipt/read.ts";
import { readMessageLife } from "#server/receipt/read-life.ts";
import { receiptList } from "#server/receipt/schema.ts";
import { purgeMessages } from "#server/recoverable/purge-messages.ts";
import { restoreMessages } from "#server/recoverable/restore-messages.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { cliJson } from "#test/support/run-cli.ts";

const limitMs = 30_000;
/** The daemon is bundled first. */
const startMs = 120_000;

describe.each(engines)("the life of a message as the daemon wrote it down, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    await changeRetentionRule(at.store, { level: "account", id: at.accountId, onDele: "keep" }, tester);
    daemon = await startDaemon(at);
  }, startMs);
  afterAll(async () => {
    await daemon.stop();
    await at.close();
  }, startMs);

  const signIn = (password = at.password) => PopClient.signIn(daemon.port("POP3S"), at.address, password);

  test("delivered, downloaded, marked and dropped, deleted, restored, restored for download, deleted, purged", async () => {
    const { store, accountId } = at;
    const lmtp = await LmtpClient.open({ port: daemon.port("LMTP"), host: "127.0.0.1" });
    const content =
      "Received: from pc by mx.example.org (Postfix) with ESMTPSA id 4Queue77; Sat\r\nSubject: The contract\r\n\r\nText.\r\n";
    expect((await lmtp.send([at.address], Buffer.from(content), "bob@example.net"))[0]).toMatch(/^250/);
    await lmtp.close();
    const found = () => readReceipts(store, receiptList.parse({ search: "4Queue77" }));
    const { sequence } = await eventually(async () => (await found()).rows[0], limitMs);
    const key = { accountId, sequence };
    const life = async () => {
      const known = await readMessageLife(store, key);
      if (known === null) throw new Error("nothing is known");
      return known;
    };
    const kinds = async () => (await life()).events.map(({ kind }) => kind);

    const { password } = await createAppPassword(store, { accountId, name: "phone" }, tester);
    const phone = await signIn(password);
    await phone.listing("RETR 1");
    await phone.command("DELE 1");
    phone.drop();
    await eventually(async () => (await kinds()).length === 2, limitMs);
    await eventually(async () => {
      const [, event] = (await life()).events;
      return event?.kind === "session" && event.endReason === "dropped";
    }, limitMs);
    expect((await life()).events).toMatchObject([
      {
        kind: "delivered",
        protocol: "LMTP",
        client: "client.test",
        clientAddress: "127.0.0.1",
        queueId: "4Queue77",
        envelopeSender: "bob@example.net",
      },
      {
        kind: "session",
        appPassword: "phone",
        remoteAddress: "127.0.0.1",
        isDownloaded: true,
        isMarked: true,
        endReason: "dropped",
      },
    ]);
    expect(await life()).toMatchObject({ place: "maildrop", subject: "The contract", hasReceipt: true });

    const desk = await eventually(() => signIn().catch(() => null), limitMs);
    await desk.command("DELE 1");
    await desk.quit();
    await eventually(async () => (await life()).place === "recoverable", limitMs);
    const ofDesk = async () =>
      (await life()).events.find((event) => event.kind === "session" && event.endReason === "quit");
    const session = await eventually(ofDesk, limitMs);
    const { events } = await life();
    expect(events).toHaveLength(4);
    expect(session).toMatchObject({ appPassword: null, isDownloaded: false, isMarked: true });
    expect(events.find(({ kind }) => kind === "removed")).toMatchObject({
      cause: "session",
      purgeAfterAt: expect.any(Date),
    });

    await restoreMessages(store, { messages: [key], kind: "restore" }, tester);
    expect(await life()).toMatchObject({ place: "maildrop" });
    const again = await signIn();
    await again.command("DELE 1");
    await again.quit();
    await eventually(async () => (await life()).place === "recoverable", limitMs);
    await restoreMessages(store, { messages: [key], kind: "restore-for-download" }, tester);
    expect(await life()).toMatchObject({ place: "gone" });
    expect((await kinds()).filter((kind) => kind !== "session")).toEqual([
      "delivered",
      "removed",
      "restored",
      "removed",
      "restored",
    ]);
    const last = (await life()).events.at(-1);
    const newSequence = last?.kind === "restored" ? last.newSequence : null;
    const anew = { accountId, sequence: newSequence ?? 0 };
    expect(await readMessageLife(store, anew)).toMatchObject({
      place: "maildrop",
      subject: "The contract",
      events: [{ kind: "delivered" }, { kind: "came-back", oldSequence: sequence, actorName: tester.name }],
    });

    const final = await signIn();
    await final.command("DELE 1");
    await final.quit();
    await eventually(async () => (await readMessageLife(store, anew))?.place === "recoverable", limitMs);
    await purgeMessages(store, { messages: [anew] }, tester);
    const purged = await readMessageLife(store, anew);
    expect(purged).toMatchObject({ place: "gone" });
    expect(purged?.events.at(-1)).toMatchObject({ kind: "purged", cause: "administrator", actorName: tester.name });
    expect(await cliJson(at.variables, ["message", "show", `${accountId}/${sequence}`])).toMatchObject({
      subject: "The contract",
      place: "gone",
    });
    expect(await cliJson(at.variables, ["message", "list", "--search", "contract"])).toMatchObject({ total: 1 });
  }, 180_000);

  test("a message deleted for good the moment it came is known for what it was", async () => {
    const { store, accountId } = at;
    await changeRetentionRule(store, { level: "account", id: accountId, onDele: "remove" }, tester);
    await at.deliver("Subject: short life\r\n\r\nx\r\n");
    const client = await signIn();
    await client.listing("RETR 1");
    await client.command("DELE 1");
    await client.quit();
    await store.receipts.flush();
    const [row] = (await readReceipts(store, receiptList.parse({ search: "short life" }))).rows;
    if (row === undefined) throw new Error("no receipt");
    await eventually(async () => {
      const life = await readMessageLife(store, row);
      return life?.place === "gone" && life.events.some((event) => event.kind === "session" && event.isDownloaded);
    }, limitMs);
    await eventually(async () => (await store.db.message.count()) === 0, limitMs);
    // Also without its receipt: from what the removal wrote down.
    await store.logs.$executeRawUnsafe(`DELETE FROM "Receipt"`);
    expect(await readMessageLife(store, row)).toMatchObject({
      uniqueId: row.uniqueId,
      octets: row.octets,
      subject: "",
      hasReceipt: false,
    });
  }, 90_000);
});
