import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deleteAccount } from "#server/account/delete-account.ts";
import { readStanding } from "#server/account/read-standing.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { traceLines } from "#server/delivery/trace-lines.ts";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { startIncarnation } from "#server/node/incarnation.ts";
import { writeMissingReceipts } from "#server/receipt/catch-up.ts";
import { purgeReceipts } from "#server/receipt/purge-receipts.ts";
import { readReceipts } from "#server/receipt/read.ts";
import { readMessageLife } from "#server/receipt/read-life.ts";
import { readMailOfSession } from "#server/receipt/read-of-session.ts";
import { receiptList } from "#server/receipt/schema.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";
import { sessionRecord } from "#test/support/session-record.ts";

const queued = (id: string) => `Received: from x by mx.example.org (Postfix) with ESMTP id ${id}; Sat\r\n`;

describe.each(engines)("receipts on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  let deliverer: Deliverer;
  let accountId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    store = at.store;
    deliverer = new Deliverer(store);
    ({ accountId } = await givenAccount(store));
  });
  afterEach(() => at.close());

  async function deliver(
    subject: string,
    more: { header?: string; body?: string; to?: number; arrivedAt?: Date } = {},
  ) {
    const { header = "", body = "x\r\n", to = accountId, arrivedAt } = more;
    const message = await givenMessage(
      store,
      `${header}From: Bob <bob@example.net>\r\nSubject: ${subject}\r\n\r\n${body}`,
    );
    const trace = { sender: "bounce@example.net", recipient: "ann+x@example.org", client: "mx", protocol: "LMTP" };
    const more2 = { remoteAddress: "192.0.2.9", hostname: "pop", tls: null, id: `d-${subject.length}`, at: new Date() };
    const delivered = await deliverer.deliver({
      recipient: { accountId: to, address: "ann@example.org" },
      prefix: traceLines({ ...trace, ...more2 }),
      message,
      arrivedAt,
    });
    await message.discard();
    return delivered;
  }

  const list = async (search = "", more: object = {}) => {
    await store.receipts.flush();
    return readReceipts(store, receiptList.parse({ search, ...more }));
  };
  const subjects = async (search = "", more: object = {}) =>
    (await list(search, more)).rows.map(({ subject }) => subject);

  test("a message is found by any of its marks, and by the beginnings of words of its subject", async () => {
    const { uniqueId, sequence } = await deliver("Rechnung Nr. 4711 =?utf-8?Q?f=C3=BCr?= dich", {
      header: `${queued("4XyZ12ab")}Message-ID: <m1.x@mail.example.net>\r\n`,
    });
    await deliver("other");
    for (const search of [
      "rechn 471",
      "FUR",
      "ann+x@example.org rechnung",
      "<m1.x@mail.example.net>",
      "4XyZ12ab",
      "4xyz12",
      uniqueId,
    ]) {
      expect(await subjects(search), search).toEqual(["Rechnung Nr. 4711 für dich"]);
    }
    for (const search of ["bob@example.net", "bounce@exam", "ann@example.org"]) {
      expect(await subjects(search), search).toEqual(["other", "Rechnung Nr. 4711 für dich"]);
    }
    for (const search of [
      "echnung",
      "bob@example.org",
      "4711 rechnungen",
      "%",
      "_",
      "' OR 1=1",
      '"',
      "ann NOT other",
      "rechnung AND dich",
    ]) {
      expect(await list(search), search).toMatchObject({ rows: [], total: 0 });
    }
    const [row] = (await list(uniqueId)).rows;
    expect(row).toMatchObject({
      accountId,
      sequence,
      sender: "Bob <bob@example.net>",
      envelopeSender: "bounce@example.net",
      queueId: "4XyZ12ab",
      place: "maildrop",
      downloadedAt: null,
    });
    expect(await readMessageLife(store, { accountId, sequence })).toMatchObject({
      hasReceipt: true,
      messageIdHeader: "<m1.x@mail.example.net>",
      events: [
        {
          kind: "delivered",
          protocol: "LMTP",
          client: "mx",
          clientAddress: "192.0.2.9",
          recipient: "ann+x@example.org",
          queueHost: "mx.example.org",
          queueId: "4XyZ12ab",
        },
      ],
    });
  });

  test("lists are the newest first, page by page, of all or of one account", async () => {
    const { accountId: bob } = await givenAccount(store, "bob@example.org");
    for (let number = 1; number <= 60; number += 1) {
      await deliver(`m${number}`, { to: number % 2 === 0 ? bob : accountId });
    }
    const first = await list();
    expect(first).toMatchObject({ total: 60, page: 1, pageSize: 50 });
    expect(first.rows.slice(0, 2).map(({ subject }) => subject)).toEqual(["m60", "m59"]);
    expect(await subjects("", { page: 2, pageSize: 50 })).toEqual(
      Array.from({ length: 10 }, (_, index) => `m${10 - index}`),
    );
    expect(await subjects("", { accountId: bob, pageSize: 2 })).toEqual(["m60", "m58"]);
    expect(await subjects("m5", { accountId, pageSize: 3 })).toEqual(["m59", "m57", "m55"]);
  });

  test("a large message that lies on the disk, a hostile header and a message without one have receipts too", async () => {
    await deliver("large", { body: `${"y".repeat(70)}\r\n`.repeat(20_000) });
    await deliver("nul \0 and \ud800", { header: `X: ${"z".repeat(20_000)}\r\n` });
    const bare = await givenMessage(store, "no header at all");
    const recipient = { accountId, address: "ann@example.org" };
    await deliverer.deliver({ recipient, prefix: new Uint8Array(), message: bare });
    await bare.discard();
    expect(await subjects()).toEqual(["", "", "large"]);
    expect(await subjects("large")).toEqual(["large"]);
  });

  test("without subject and sender where these are not to be kept, from then on and before; none where none are kept", async () => {
    const { uniqueId } = await deliver("secret plan", { header: "Message-ID: <kept@x>\r\n" });
    await store.receipts.flush();
    await changeSettings(store, { receiptText: false }, tester);
    await purgeReceipts(store);
    expect(await list("secret")).toMatchObject({ total: 0 });
    expect(await list("kept@x")).toMatchObject({ rows: [{ uniqueId, subject: "", sender: "" }] });
    const other = await openStore(at.environment); // asks anew
    const second = new Deliverer(other);
    const message = await givenMessage(other, "Subject: hidden\r\n\r\nx\r\n");
    await second.deliver({ recipient: { accountId, address: "ann@example.org" }, prefix: new Uint8Array(), message });
    await message.discard();
    await closeStore(other);
    expect(await subjects()).toEqual(["", ""]);
    expect(await list("hidden")).toMatchObject({ total: 0 });

    await changeSettings(store, { receiptDays: null }, tester);
    expect(await purgeReceipts(store)).toBe(2);
    const third = await openStore(at.environment);
    const last = await givenMessage(third, "Subject: none\r\n\r\nx\r\n");
    const recipient = { accountId, address: "ann@example.org" };
    const { sequence } = await new Deliverer(third).deliver({ recipient, prefix: new Uint8Array(), message: last });
    await last.discard();
    await closeStore(third);
    expect(await list()).toMatchObject({ total: 0 });
    // What is there tells of itself.
    expect(await readMessageLife(store, { accountId, sequence })).toMatchObject({ subject: "none", hasReceipt: false });
    expect(await readMessageLife(store, { accountId, sequence: 99 })).toBeNull();
  });

  test("old ones are forgotten, and those that were never written are caught up with, once", async () => {
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    await deliver("old", { arrivedAt: days(400) });
    await deliver("new");
    await store.receipts.flush();
    expect(await purgeReceipts(store)).toBe(1);
    expect(await subjects()).toEqual(["new"]);
    await store.logs.$executeRawUnsafe(`DELETE FROM "Receipt"`);
    await deliver("newest", { header: queued("4XyZ12ab") });
    await store.receipts.flush();
    await store.logs.$executeRawUnsafe(`DELETE FROM "Receipt"`);
    expect(await writeMissingReceipts(store)).toBe(2);
    expect(await subjects()).toEqual(["newest", "new"]);
    expect(await list("4XyZ12ab")).toMatchObject({
      rows: [{ subject: "newest", envelopeSender: "bounce@example.net" }],
    });
    expect(await writeMissingReceipts(store)).toBe(0);
    // One that was lost before others that were not.
    const { sequence } = await deliver("lost");
    await deliver("after it");
    await store.receipts.flush();
    await store.logs.receipt.deleteMany({ where: { accountId, sequence } });
    expect(await writeMissingReceipts(store)).toBe(1);
    expect(await subjects("lost")).toEqual(["lost"]);
  });

  test("a session tells which mail it had to do with, and where that is now; more than is shown is said", async () => {
    const first = await deliver("first");
    const second = await deliver("second");
    await deliver("untouched");
    const unwritten = await deliver("unwritten");
    await store.receipts.flush();
    await store.logs.receipt.deleteMany({ where: { sequence: unwritten.sequence } });
    const incarnationId = await startIncarnation(store, { nodeId: "n1", pid: 1 });
    const sets = {
      retrieved: packSequences([first.sequence, unwritten.sequence]),
      marked: packSequences([second.sequence, unwritten.sequence]),
    };
    await writeSessions(store, [sessionRecord({ id: "s1", incarnationId, accountId, ...sets })]);
    await store.db.message.delete({ where: { accountId_sequence: { accountId, sequence: second.sequence } } });
    const seen = { isDownloaded: true, isMarked: false, place: "maildrop" };
    expect(await readMailOfSession(store, "s1")).toEqual({
      rows: [
        { accountId, sequence: first.sequence, text: { sender: "Bob <bob@example.net>", subject: "first" }, ...seen },
        {
          ...{ accountId, sequence: second.sequence, text: { sender: "Bob <bob@example.net>", subject: "second" } },
          ...{ isDownloaded: false, isMarked: true, place: "gone" },
        },
        { accountId, sequence: unwritten.sequence, text: null, ...seen, isMarked: true },
      ],
      hasMore: false,
    });
    expect(await readMailOfSession(store, "s1", 2)).toMatchObject({ rows: [{}, {}], hasMore: true });
    expect(await readMailOfSession(store, "none")).toEqual({ rows: [], hasMore: false });
  });

  test("what has become of its account is said: deleted, then gone", async () => {
    const { sequence } = await deliver("left behind");
    await store.receipts.flush();
    const standing = async () => (await readMessageLife(store, { accountId, sequence }))?.standing;
    expect(await standing()).toBe("here");
    await deleteAccount(store, { id: accountId }, tester);
    expect(await standing()).toBe("deleted");
    expect(await readStanding(store, accountId)).toBe("deleted");
    expect(await readStanding(store, 999)).toBe("gone");
  });
});
