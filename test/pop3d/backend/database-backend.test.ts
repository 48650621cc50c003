import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BackendSettings, DatabaseBackend } from "#pop3d/backend/database-backend.ts";
import type { DatabaseMaildrop } from "#pop3d/backend/database-maildrop.ts";
import type { Peer, Refusal } from "#pop3d/session/backend.ts";
import { hashPassword } from "#server/credential/password.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { sequencesOf } from "#server/maildrop/packed-set.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { loseBody } from "#test/support/lose-body.ts";
import { givenAccount, givenMessage, readBody } from "#test/support/mail.ts";
import { sessionRecord } from "#test/support/session-record.ts";

const peer: Peer = {
  remoteAddress: "192.0.2.1",
  isLoopback: false,
  listenerId: 7,
  tlsVersion: "TLSv1.3",
  channelBinding: () => null,
};

describe.each(engines)("the backend on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let backend: DatabaseBackend;
  let ann: { accountId: number; address: string };
  let reported: unknown[];
  let settings: BackendSettings;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    reported = [];
    settings = defaultSettings;
    backend = new DatabaseBackend(store, "worker", {
      settings: () => settings,
      report: (error) => reported.push(error),
    });
    ann = await givenAccount(store, "ann@example.org", { passwordHash: await hashPassword("Grüße, Welt") });
  });

  afterEach(async () => {
    await backend.close();
    await test.close();
  });

  async function deliver(...contents: string[]): Promise<void> {
    const deliverer = new Deliverer(store);
    for (const content of contents) {
      const message = await givenMessage(store, content);
      await deliverer.deliver({ recipient: ann, prefix: Buffer.alloc(0), message });
    }
  }

  async function open(sessionId = "s1"): Promise<DatabaseMaildrop> {
    const maildrop = await backend.openMaildrop(ann, sessionId);
    if ("refused" in maildrop) throw new Error(maildrop.text);
    return maildrop;
  }

  async function textOf(maildrop: DatabaseMaildrop, index: number, octets = maildrop.octets(index)): Promise<string> {
    const body = await maildrop.openBody(index, octets);
    if ("refused" in body) throw new Error(body.text);
    return (await readBody(body)).toString("latin1");
  }

  const authenticate = (name: string, password: string) =>
    backend.authenticate({ mechanism: "USER", name, password: Buffer.from(password) }, peer);

  const signIn = async (password: string, sessionId = "s1") => {
    const who = await authenticate("ann@example.org", password);
    return "refused" in who ? who : await backend.openMaildrop(who, sessionId);
  };

  it("holds back who guesses too often, at once and without a password hash; not who guesses the same again, nor anybody elsewhere", async () => {
    for (let turn = 0; turn < 15; turn += 1)
      expect(await authenticate("ann@example.org", "old one")).toMatchObject({ refused: "AUTH" });
    for (let turn = 0; turn < 5; turn += 1) await authenticate("Ann@Example.org", `guess ${turn}`);
    const turns = 200;
    const before = process.cpuUsage();
    for (let turn = 0; turn < turns; turn += 1) {
      expect(await authenticate("ann@example.org", `more ${turn}`)).toMatchObject({
        refused: "SYS/TEMP",
        isHeldBack: true,
      });
    }
    const { user, system } = process.cpuUsage(before);
    // A password hash is 5,000 of these.
    expect((user + system) / turns).toBeLessThan(1_500);
    expect(await authenticate("ann@example.org", "Grüße, Welt")).toMatchObject({ refused: "SYS/TEMP" });
    expect(await backend.beginScram("ann@example.org", peer, "SCRAM-SHA-256")).toMatchObject({ refused: "SYS/TEMP" });
    const elsewhere = { ...peer, remoteAddress: "198.51.100.7" };
    const owner = { mechanism: "USER", name: "ann@example.org", password: Buffer.from("Grüße, Welt") } as const;
    expect(await backend.authenticate(owner, elsewhere)).toMatchObject(ann);
  });

  it("lets in who knows the password, and tells nobody else why not", async () => {
    expect(await authenticate("ANN@example.org", "Grüße, Welt")).toMatchObject(ann);
    const refusal = { refused: "AUTH", text: "the address or the password is wrong" };
    expect(await authenticate("ann@example.org", "grüße, welt")).toEqual(refusal);
    expect(await authenticate("bob@example.org", "Grüße, Welt")).toEqual(refusal);
    await store.db.account.updateMany({ data: { canSignIn: false } });
    expect(await authenticate("ann@example.org", "x")).toEqual(refusal);
    expect(await signIn("Grüße, Welt")).toMatchObject({
      refused: "AUTH",
      text: expect.stringContaining("switched off"),
    });
  });

  describe("where the same password fitted a moment ago", () => {
    beforeEach(async () => {
      const maildrop = await signIn("Grüße, Welt", "first");
      if ("refused" in maildrop) throw new Error(maildrop.text);
      await maildrop.release();
    });

    it("opens the maildrop, once at a time", async () => {
      const maildrop = await signIn("Grüße, Welt", "second");
      expect(maildrop).toMatchObject({ count: 0 });
      expect(await signIn("Grüße, Welt", "third")).toMatchObject({ refused: "IN-USE" });
    });

    it("refuses as if it had never fitted, from the moment the account is another", async () => {
      await store.db.account.updateMany({ data: { passwordHash: await hashPassword("another") } });
      expect(await signIn("Grüße, Welt", "second")).toMatchObject({ text: "the address or the password is wrong" });
      expect(await signIn("another", "third")).toMatchObject({ count: 0 });
      await store.db.account.updateMany({ data: { canSignIn: false } });
      expect(await signIn("another", "fourth")).toMatchObject({ text: expect.stringContaining("switched off") });
      await store.db.account.updateMany({ data: { canSignIn: true, deletedAt: new Date() } });
      expect(await signIn("another", "fifth")).toMatchObject({ text: "the address or the password is wrong" });
    });

    it("opens the maildrop of who has the address now, and says whose it is", async () => {
      await store.db.account.updateMany({ data: { localPart: "former", address: "former@example.org" } });
      const passwordHash = await hashPassword("Grüße, Welt");
      const successor = await givenAccount(store, "ann@example.org", { passwordHash });
      expect(successor.accountId).not.toBe(ann.accountId);
      expect(await signIn("Grüße, Welt", "second")).toMatchObject({ owner: successor });
    });

    it("tells only who knows the password of now that it is too soon", async () => {
      settings = { ...defaultSettings, loginDelaySeconds: 600 };
      await store.db.account.updateMany({ data: { lastSignInAt: new Date() } });
      expect(await signIn("Grüße, Welt", "second")).toMatchObject({ refused: "LOGIN-DELAY" });
      await store.db.account.updateMany({ data: { passwordHash: await hashPassword("another") } });
      expect(await signIn("Grüße, Welt", "third")).toMatchObject({ refused: "AUTH" });
    });
  });

  it("shows the maildrop as it was opened, whatever arrives", async () => {
    await deliver("Subject: a\r\n\r\nA\r\n", "Subject: b\r\n\r\n.B\r\n");
    const maildrop = await open();
    await deliver("Subject: c\r\n\r\n");
    expect(maildrop.count).toBe(2);
    expect([maildrop.octets(0), maildrop.headerOctets(0), maildrop.hasDotLines(0)]).toEqual([17, 14, false]);
    expect(maildrop.hasDotLines(1)).toBe(true);
    expect(maildrop.uniqueId(0)).toMatch(/^[\x21-\x7e]{1,70}$/);
    expect(maildrop.uniqueId(0)).not.toBe(maildrop.uniqueId(1));
    expect(await textOf(maildrop, 1)).toBe("Subject: b\r\n\r\n.B\r\n");
    expect(await textOf(maildrop, 0, maildrop.headerOctets(0))).toBe("Subject: a\r\n\r\n");
    await maildrop.release();
    expect((await open("s2")).count).toBe(3);
  });

  it("says LOGIN-DELAY, with the seconds that are left, before it takes the lock", async () => {
    settings = { ...defaultSettings, loginDelaySeconds: 3600 };
    await (await open("s1")).release();
    expect(await backend.openMaildrop(ann, "s2")).toMatchObject({
      refused: "LOGIN-DELAY",
      text: expect.stringMatching(/wait (3600|35\d\d) seconds$/),
    });
    expect(await store.db.maildropLock.count()).toBe(0);
  });

  it("knows what was retrieved within the hour where that is limited, in whatever session", async () => {
    const session = (id: string, minutesAgo: number, retrievedCount: number) =>
      sessionRecord({
        id,
        incarnationId: "worker",
        accountId: ann.accountId,
        startedAt: new Date(Date.now() - minutesAgo * 60_000),
        octetsSent: 1_000,
        retrievedCount,
      });
    await writeSessions(store, [session("a", 5, 3), session("b", 59, 4), session("c", 61, 5), session("d", 1, 0)]);
    const unlimited = await open("s1");
    expect(unlimited.retrievedLately).toBeUndefined();
    await unlimited.release();
    settings = { ...defaultSettings, maxMessagesPerHour: 10 };
    expect((await open("s2")).retrievedLately).toEqual({ messages: 7, octets: 2_000 });
  });

  it("opens bodies in any order, beyond what it reads ahead", async () => {
    await deliver(...Array.from({ length: 130 }, (_, index) => `Subject: ${index}\r\n\r\n`));
    const maildrop = await open();
    for (const index of [129, 0, 64, 63, 65, 128, 1]) {
      expect(await textOf(maildrop, index)).toBe(`Subject: ${index}\r\n\r\n`);
    }
  });

  it("tells the second session who has the maildrop, and never calls that a wrong password", async () => {
    const maildrop = await open("s1");
    expect(await backend.openMaildrop(ann, "s2")).toEqual({
      refused: "IN-USE",
      text: expect.stringMatching(
        /^this maildrop is open in another session since \d{4}-\d\d-\d\d \d\d:\d\d UTC; close that one/,
      ),
    });
    await store.db.session.create({
      data: {
        id: "s1",
        incarnationId: "worker",
        remoteAddress: "2001:db8::7",
        remotePort: 1,
        localPort: 995,
        startedAt: new Date(),
      },
    });
    const refusal = (await backend.openMaildrop(ann, "s2")) as Refusal;
    expect(refusal.text).toContain("from 2001:db8::7 since");
    await maildrop.release();
    await open("s2");
  });

  it("removes what was marked when the session quits, and takes rows and bodies away behind", async () => {
    await deliver("a\r\n", "b\r\n", "c\r\n");
    const maildrop = await open();
    expect(await maildrop.removeMarked(Uint32Array.of(0, 2))).toBeNull();
    await maildrop.release();
    const [removal] = await store.db.removal.findMany();
    expect([...sequencesOf(removal?.sequences ?? new Uint8Array())]).toEqual([1, 3]);
    const next = await open("s2");
    expect(next.count).toBe(1);
    expect(await textOf(next, 0)).toBe("b\r\n");
    await eventually(async () => (await store.db.message.count()) === 1);
  });

  it("removes nothing, and says so, when the lock was lost", async () => {
    await deliver("a\r\n", "b\r\n");
    const maildrop = await open();
    await store.db.maildropLock.deleteMany();
    expect(await maildrop.removeMarked(Uint32Array.of(0, 1))).toMatchObject({
      refused: "SYS/TEMP",
      text: expect.stringContaining("Nothing was removed"),
    });
    expect(await store.db.removal.count()).toBe(0);
    await maildrop.release();
    expect((await open("s2")).count).toBe(2);
  });

  it("gives back the lock once, and not another session's", async () => {
    const maildrop = await open("s1");
    await Promise.all([maildrop.release(), maildrop.release()]);
    await open("s2");
    await maildrop.release();
    expect(await store.db.maildropLock.count()).toBe(1);
  });

  it("refuses a message whose body is gone before anything of it is sent, and reports it", async () => {
    await deliver("a\r\n", "b\r\n");
    const [first] = await store.db.message.findMany({ orderBy: { sequence: "asc" } });
    await loseBody(store, first?.bodyPlace ?? "");
    const maildrop = await open();
    expect(await maildrop.openBody(0, 3)).toMatchObject({ refused: "SYS/PERM" });
    expect(reported).toMatchObject([{ code: "not-found" }]);
    expect(await maildrop.openBody(0, 3)).toMatchObject({ refused: "SYS/PERM" });
    expect(await store.db.bodyDamage.findMany()).toMatchObject([
      {
        accountId: ann.accountId,
        sequence: first?.sequence,
        place: first?.bodyPlace,
        problem: expect.stringContaining("damaged"),
      },
    ]);
    expect(await textOf(maildrop, 1)).toBe("b\r\n");
    await store.db.message.deleteMany();
    await maildrop.release();
    const later = await open("s2"); // a row taken away by hand: the snapshot still lists it
    expect(await later.openBody(1, 3)).toMatchObject({ refused: "SYS/PERM" });
  });

  it("keeps the instant of the first download only", async () => {
    await deliver("a\r\n", "b\r\n");
    const maildrop = await open();
    maildrop.downloaded(1);
    const downloadedAt = () =>
      store.db.message
        .findMany({ orderBy: { sequence: "asc" } })
        .then((rows) => rows.map((row) => row.downloadedAt?.getTime() ?? null));
    const [none, first] = await eventually(async () => {
      const instants = await downloadedAt();
      return instants[1] !== null && instants;
    });
    expect(none).toBeNull();
    expect(Math.abs((first ?? 0) - Date.now())).toBeLessThan(20_000);
    maildrop.downloaded(0);
    maildrop.downloaded(1);
    await backend.close();
    const [other, same] = await downloadedAt();
    expect(other).not.toBeNull();
    expect(same).toBe(first);
  });

  it("answers trouble with the database as temporary, reports it, and leaves no lock behind", async () => {
    await deliver("a\r\n");
    await store.db.$executeRawUnsafe(`ALTER TABLE "Message" RENAME TO "Elsewhere"`);
    expect(await backend.openMaildrop(ann, "s1")).toMatchObject({ refused: "SYS/TEMP" });
    expect(reported.length).toBe(1);
    expect(await store.db.maildropLock.count()).toBe(0);
    await store.db.$executeRawUnsafe(`ALTER TABLE "Elsewhere" RENAME TO "Message"`);
    expect((await open()).count).toBe(1);
  });

  it("refuses an account that was switched off or removed between the password and the listing", async () => {
    const bob = await givenAccount(store, "bob@example.org");
    await store.db.account.update({ where: { id: bob.accountId }, data: { canSignIn: false } });
    expect(await backend.openMaildrop(bob, "s1")).toMatchObject({ refused: "AUTH" });
    await store.db.account.delete({ where: { id: bob.accountId } });
    expect(await backend.openMaildrop(bob, "s2")).toMatchObject({ refused: "AUTH" });
    expect(await store.db.maildropLock.count()).toBe(0);
  });
});
