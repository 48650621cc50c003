import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { hostileMessages } from "#test/support/hostile-messages.ts";
import { givenAccount, givenMessage, readBody } from "#test/support/mail.ts";
import { wireForm } from "#test/support/wire-form.ts";

const prefix = Buffer.from("Delivered-To: ann@example.org\r\n");

describe.each(engines)("delivery on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let deliverer: Deliverer;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    deliverer = new Deliverer(store);
  });

  afterEach(() => test.close());

  const account = (id: number) => store.db.account.findUniqueOrThrow({ where: { id } });
  const rows = (accountId: number) => store.db.message.findMany({ where: { accountId }, orderBy: { sequence: "asc" } });

  async function bodyFiles(): Promise<string[]> {
    const names: string[] = [];
    for await (const { place } of store.bodies.list()) names.push(place);
    return names;
  }

  it("keeps every octet of a message, its trace lines before it, and counts them", async () => {
    const recipient = await givenAccount(store);
    for (const input of Object.values(hostileMessages)) {
      const message = await givenMessage(store, input);
      const { sequence, octets } = await deliverer.deliver({ recipient, prefix, message });
      const row = await store.db.message.findUniqueOrThrow({
        where: { accountId_sequence: { accountId: recipient.accountId, sequence } },
      });
      const expected = Buffer.concat([prefix, wireForm(input)]);
      expect(octets).toBe(expected.length);
      expect(row.octets).toBe(expected.length);
      expect(row.headerOctets).toBe(prefix.length + message.headerOctets);
      expect(row.hasDotLines).toBe(message.hasDotLines);
      expect((await readBody(store.bodies.open(row.bodyPlace, row.octets))).equals(expected)).toBe(true);
    }
  });

  it("gives sequences without a gap, unique-ids that differ, and counters that add up, whoever delivers at once", async () => {
    const ann = await givenAccount(store, "ann@example.org");
    const bob = await givenAccount(store, "bob@example.org");
    const other = new Deliverer(store);
    const message = await givenMessage(store);
    const deliveries = Array.from({ length: 600 }, (_, index) =>
      (index % 3 === 0 ? other : deliverer).deliver({ recipient: index % 2 ? ann : bob, prefix, message }),
    );
    const delivered = await Promise.all(deliveries);
    expect(new Set(delivered.map(({ uniqueId }) => uniqueId)).size).toBe(600);
    for (const { accountId } of [ann, bob]) {
      const found = await rows(accountId);
      expect(found.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
      const { messageCount, octets, changeSeq, nextSequence } = await account(accountId);
      expect({ messageCount, octets, changeSeq, nextSequence }).toEqual({
        messageCount: 300,
        octets: BigInt(300 * (prefix.length + message.octets)),
        changeSeq: 300,
        nextSequence: 301,
      });
    }
    expect((await bodyFiles()).length).toBe(600);
  });

  it("answers only after the row is there", async () => {
    const recipient = await givenAccount(store);
    const { sequence, uniqueId } = await deliverer.deliver({ recipient, prefix, message: await givenMessage(store) });
    const [row] = await rows(recipient.accountId);
    expect(row?.sequence).toBe(sequence);
    expect(uniqueIdOf({ epoch: row?.uniqueEpoch ?? "", number: Number(row?.uniqueNumber) })).toBe(uniqueId);
    expect(uniqueId).toMatch(/^[\x21-\x7e]{1,70}$/);
    const { lastDeliveryAt } = await account(recipient.accountId);
    expect(lastDeliveryAt?.getTime()).toBeGreaterThanOrEqual(row?.arrivedAt.getTime() ?? Number.NaN);
  });

  it("keeps the instant an import names, to the millisecond", async () => {
    const recipient = await givenAccount(store);
    const arrivedAt = new Date("1999-12-31T23:59:59.987Z");
    await deliverer.deliver({ recipient, prefix, message: await givenMessage(store), arrivedAt });
    expect((await rows(recipient.accountId))[0]?.arrivedAt.toISOString()).toBe(arrivedAt.toISOString());
  });

  it("refuses only what does not fit, and takes its body away", async () => {
    const message = await givenMessage(store);
    const octets = BigInt(message.octets + prefix.length);
    const small = await givenAccount(store, "small@example.org", { quotaOctets: octets * 2n + 1n });
    const few = await givenAccount(store, "few@example.org", { quotaMessages: 1 });
    const off = await givenAccount(store, "off@example.org", { canReceive: false });
    const ann = await givenAccount(store);
    const gone = { accountId: 9999, address: "gone@example.org" };
    const to = [ann, small, few, off, gone, small, few, small, ann];
    const results = await Promise.allSettled(to.map((recipient) => deliverer.deliver({ recipient, prefix, message })));
    expect(results.map((result) => (result.status === "fulfilled" ? "ok" : result.reason.code))).toEqual([
      "ok",
      "ok",
      "ok",
      "mailbox-disabled",
      "mailbox-unknown",
      "ok",
      "over-quota",
      "over-quota",
      "ok",
    ]);
    expect(await account(small.accountId)).toMatchObject({ messageCount: 2, octets: octets * 2n });
    expect(await account(few.accountId)).toMatchObject({ messageCount: 1, nextSequence: 2 });
    expect((await bodyFiles()).length).toBe(5);
  });

  it("never gives one imported unique-id to two messages of a maildrop", async () => {
    const ann = await givenAccount(store);
    const bob = await givenAccount(store, "bob@example.org");
    const message = await givenMessage(store);
    const bring = (recipient: typeof ann, importedId: string) =>
      deliverer.deliver({ recipient, prefix, message, importedId });
    expect((await bring(ann, "0000002a4f3b2c1d")).uniqueId).toBe("0000002a4f3b2c1d");
    const results = await Promise.allSettled([
      bring(ann, "0000002a4f3b2c1d"),
      bring(bob, "0000002a4f3b2c1d"),
      bring(ann, "!~"),
      bring(ann, "!~"),
      bring(ann, "with blank"),
      bring(ann, "x".repeat(71)),
    ]);
    expect(results.map((result) => (result.status === "fulfilled" ? "ok" : result.reason.code))).toEqual([
      "already-exists",
      "ok",
      "ok",
      "already-exists",
      "invalid",
      "invalid",
    ]);
    expect(await account(ann.accountId)).toMatchObject({ messageCount: 2 });
    expect((await bodyFiles()).length).toBe(3);
  });

  it("lets the others through when one body cannot be written", async () => {
    const recipient = await givenAccount(store);
    const message = await givenMessage(store);
    const full = {
      ...message,
      pieces: () => {
        throw Object.assign(new Error("disk"), { code: "EIO" });
      },
    };
    const results = await Promise.allSettled(
      [message, full, message].map((each) => deliverer.deliver({ recipient, prefix, message: each })),
    );
    expect(results.map((result) => (result.status === "fulfilled" ? "ok" : result.reason.code))).toEqual([
      "ok",
      "storage",
      "ok",
    ]);
    expect(await account(recipient.accountId)).toMatchObject({ messageCount: 2 });
    expect((await bodyFiles()).length).toBe(2);
  });

  it("is a storage refusal when the database does not commit, and nothing is left", async () => {
    const recipient = await givenAccount(store);
    await store.db.$executeRawUnsafe(`ALTER TABLE "Message" RENAME TO "Elsewhere"`);
    const delivery = deliverer.deliver({ recipient, prefix, message: await givenMessage(store) });
    await expect(delivery).rejects.toMatchObject({ code: "storage" });
    expect(await bodyFiles()).toEqual([]);
    await store.db.$executeRawUnsafe(`ALTER TABLE "Elsewhere" RENAME TO "Message"`);
    expect(await account(recipient.accountId)).toMatchObject({ messageCount: 0, octets: 0n, nextSequence: 1 });
    const again = await deliverer.deliver({ recipient, prefix, message: await givenMessage(store) });
    expect(again.sequence).toBe(1);
  });

  it("gives no unique number again after a restart, whatever was left of its block", async () => {
    const recipient = await givenAccount(store);
    const given = new Set<string>();
    for (let start = 0; start < 5; start += 1) {
      const afresh = new Deliverer(store);
      for (let each = 0; each < 3; each += 1) {
        const { uniqueId } = await afresh.deliver({ recipient, prefix, message: await givenMessage(store) });
        given.add(uniqueId);
      }
    }
    expect(given.size).toBe(15);
  });

  it("keeps a message that outgrew memory, for each of its recipients", async () => {
    const ann = await givenAccount(store);
    const bob = await givenAccount(store, "bob@example.org");
    const content = Buffer.concat([Buffer.from("Subject: large\r\n\r\n"), Buffer.alloc(5_000_000, "line of text\r\n")]);
    const message = await givenMessage(store, content);
    await Promise.all([ann, bob].map((recipient) => deliverer.deliver({ recipient, prefix, message })));
    await message.discard();
    for (const { accountId } of [ann, bob]) {
      const [row] = await rows(accountId);
      const body = await readBody(store.bodies.open(row?.bodyPlace ?? "", row?.octets ?? 0));
      expect(body.subarray(prefix.length).equals(wireForm(content))).toBe(true);
    }
    expect(await readdir(join(store.environment.dataDirectory, "spool"))).toEqual([]);
  });
});
