import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { readAccount } from "#server/account/read.ts";
import { readList } from "#server/database/read-list.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { startIncarnation } from "#server/node/incarnation.ts";
import { readOpenRequests } from "#server/request/answer-request.ts";
import { kickAccount, kickSession } from "#server/session/kick.ts";
import { pastQuestion } from "#server/session/past-question.ts";
import { readLiveSessions, readPastSessions, readSession } from "#server/session/read.ts";
import { purgePastSessions } from "#server/session/purge-past-sessions.ts";
import { pastSessionList } from "#server/session/schema.ts";
import { newSessionId } from "#server/session/session-id.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";
import { sessionRecord } from "#test/support/session-record.ts";

test("session ids sort by time and never meet", () => {
  const now = Date.UTC(2026, 10, 21);
  const ids = Array.from({ length: 1000 }, (_, index) => newSessionId(new Date(now + index)));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 1000 }, () => newSessionId(new Date(now)))).size).toBe(1000);
  expect(newSessionId(new Date(0))).toMatch(/^0{9}[0-9a-z]{8}$/);
});

describe.each(engines)("sessions on %s", (engine) => {
  let at: TestStore;
  let incarnationId: string;
  let accountId: number;
  const address = "ann@example.org";
  const [first, second, third] = [
    new Date("2026-11-21T10:00:05.123Z"),
    new Date("2026-11-21T11:00:00.456Z"),
    new Date("2026-11-21T12:00:00.789Z"),
  ];
  beforeEach(async () => {
    at = await freshStore(engine);
    incarnationId = await startIncarnation(at.store, { nodeId: "n1", pid: 1 });
    await createDomain(at.store, { name: "example.org" }, tester);
    ({ id: accountId } = await createAccount(at.store, { address }, tester));
  });
  afterEach(() => at.close());

  const record = (id: string, given = {}) => sessionRecord({ id, incarnationId, ...given });
  const signedIn = { address, state: "TRANSACTION", mechanism: "PLAIN", signedInAt: first } as const;

  test("what ended more than 90 days ago is forgotten, page by page, with the worker that served it; what has not ended stays", async () => {
    const day = 24 * 60 * 60 * 1000;
    const ago = (days: number) => new Date(Date.now() - days * day);
    const old = Array.from({ length: 2100 }, (_, index) =>
      record(`old${index}`, { startedAt: ago(92), endedAt: ago(91), endReason: "quit" as const }),
    );
    await writeSessions(at.store, old);
    const gone = await startIncarnation(at.store, { nodeId: "n1", pid: 2 });
    await at.store.db.incarnation.update({ where: { id: gone }, data: { endedAt: ago(91) } });
    await writeSessions(at.store, [
      record("young", { startedAt: ago(92), endedAt: ago(89), endReason: "quit" as const }),
      record("live", { startedAt: ago(200) }),
    ]);
    expect(await purgePastSessions(at.store)).toBe(2100);
    const left = await at.store.db.session.findMany({ orderBy: { id: "asc" }, select: { id: true } });
    expect(left.map(({ id }) => id)).toEqual(["live", "young"]);
    expect(await at.store.db.incarnation.findMany({ select: { id: true } })).toEqual([{ id: incarnationId }]);
  });

  test("every field comes back as it was written, octets and instants too", async () => {
    const whole = record("s1", {
      ...signedIn,
      accountId,
      lastRefusal: 'say "no" — \\ \'',
      lastCommand: "RETR",
      lastCommandAt: second,
      commandCount: 12,
      octetsSent: 5_000_000_000,
      retrieved: Uint8Array.of(0, 255, 16),
      marked: new Uint8Array(),
      retrievedCount: 3,
      markedCount: 2,
      removedCount: 1,
      client: "like curl",
      appPasswordId: 7,
    });
    await writeSessions(at.store, [whole]);
    const { retrieved, marked, client, appPasswordId, incarnationId: _, ...fields } = whole;
    expect(await readSession(at.store, "s1")).toEqual(fields);
    const row = await at.store.db.session.findUniqueOrThrow({ where: { id: "s1" } });
    expect(row).toMatchObject({ client, appPasswordId });
    expect([row.retrieved, row.marked].map((octets) => [...(octets ?? [])])).toEqual([[0, 255, 16], []]);
  });

  test("a thousand at once, written again, are still a thousand", async () => {
    const records = Array.from({ length: 1000 }, (_, index) => record(`s${index}`));
    await writeSessions(at.store, records);
    await writeSessions(
      at.store,
      records.map((one) => ({ ...one, commandCount: 5 })),
    );
    await writeSessions(at.store, []);
    const { rows, total } = await readLiveSessions(at.store);
    expect(total).toBe(1000);
    expect(rows.every(({ commandCount }) => commandCount === 5)).toBe(true);
  });

  test("an ended session stays as it ended, whatever comes late", async () => {
    await writeSessions(at.store, [record("s1", { endedAt: second, endReason: "quit", state: null })]);
    await writeSessions(at.store, [record("s1", { commandCount: 99 })]);
    expect(await readSession(at.store, "s1")).toMatchObject({ endReason: "quit", commandCount: 0, endedAt: second });
    expect((await readLiveSessions(at.store)).total).toBe(0);
  });

  test("the account's last sign-in follows, forwards only, and does not look like an edit", async () => {
    const before = await at.store.db.account.findUniqueOrThrow({ where: { id: accountId } });
    await writeSessions(at.store, [record("s1", { ...signedIn, accountId, signedInAt: second })]);
    await writeSessions(at.store, [record("s2", { ...signedIn, accountId, signedInAt: first })]);
    const account = await at.store.db.account.findUniqueOrThrow({ where: { id: accountId } });
    expect(account.lastSignInAt).toEqual(second);
    expect(account.updatedAt).toEqual(before.updatedAt);
    expect(await readAccount(at.store, accountId)).toMatchObject({
      liveSessionCount: 2,
      lastSignIns: [{ signedInAt: expect.any(Date) }, { signedInAt: expect.any(Date) }],
    });
  });

  test("live sessions are those of workers that are there, filtered", async () => {
    await writeSessions(at.store, [
      record("s1", { ...signedIn, accountId }),
      record("s2", { remoteAddress: "2001:db8::7" }),
      sessionRecord({ id: "s3", incarnationId: "gone" }),
    ]);
    const ids = async (filter: object) => (await readLiveSessions(at.store, filter)).rows.map(({ id }) => id).sort();
    expect(await ids({})).toEqual(["s1", "s2"]);
    expect(await ids({ search: "ANN@" })).toEqual(["s1"]);
    expect(await ids({ search: "2001:DB8" })).toEqual(["s2"]);
    expect(await ids({ accountId })).toEqual(["s1"]);
    expect(await ids({ state: "AUTHORIZATION" })).toEqual(["s2"]);
  });

  test("past sessions come in pages", async () => {
    const ended = (id: string, startedAt: Date) =>
      record(id, { startedAt, endedAt: second, endReason: "quit", state: null });
    await writeSessions(at.store, [ended("s1", first), ended("s2", second), record("s3")]);
    const page = await readPastSessions(at.store, pastSessionList.parse({ direction: "desc", pageSize: 1 }));
    expect(page).toMatchObject({ total: 2, rows: [{ id: "s2" }] });
  });

  test("past sessions are found by account, listener, TLS, by whether they signed in, and by either address", async () => {
    const ended = { endedAt: second, endReason: "quit", state: null } as const;
    const bob = await givenAccount(at.store, "bob@example.org");
    await writeSessions(at.store, [
      record("s1", { ...signedIn, ...ended, accountId, startedAt: first }),
      record("s2", { ...ended, listenerId: 2, remoteAddress: "2001:db8::7", startedAt: second }),
      record("s3", { ...signedIn, ...ended, ...bob, tlsVersion: null, startedAt: third }),
      record("live", { ...signedIn, accountId }),
    ]);
    const ids = async (query: object) => {
      const { rows, total } = await readPastSessions(at.store, pastSessionList.parse(query));
      expect(total).toBe(rows.length);
      return rows.map(({ id }) => id);
    };
    expect(await ids({})).toEqual(["s1", "s2", "s3"]);
    expect(await ids({ direction: "desc" })).toEqual(["s3", "s2", "s1"]);
    expect(await ids({ accountId: String(accountId) })).toEqual(["s1"]);
    expect(await ids({ listener: "2" })).toEqual(["s2"]);
    expect(await ids({ tls: "yes" })).toEqual(["s1", "s2"]);
    expect(await ids({ tls: "no" })).toEqual(["s3"]);
    expect(await ids({ state: "AUTHORIZATION" })).toEqual(["s2"]);
    expect(await ids({ state: "TRANSACTION" })).toEqual(["s1", "s3"]);
    expect(await ids({ search: "BOB@" })).toEqual(["s3"]);
    expect(await ids({ search: "2001:DB8" })).toEqual(["s2"]);
    // Of an IP address the beginning; any part of another.
    expect(await ids({ search: "db8::7" })).toEqual([]);
    expect(await ids({ search: "ob@exa" })).toEqual(["s3"]);
    expect(await ids({ search: "example.org", tls: "yes", listener: "1" })).toEqual(["s1"]);
    expect(await ids({ listener: "none", tls: "maybe", state: "gone" })).toEqual(["s1", "s2", "s3"]);
    // What many sessions have is not looked up but walked to.
    const walked = async (search: string) => {
      const question = { ...(await pastQuestion(at.store, { search }, 0)), search: { columns: [], text: "" } };
      const orderBy = [{ by: `"id"`, direction: "asc" }] as const;
      return (await readList(at.store, { ...question, key: `"id"`, orderBy, page: 1, pageSize: 9 })).keys;
    };
    expect(await walked("ob@exa")).toEqual(["s3"]);
    expect(await walked("2001:DB8")).toEqual(["s2"]);
    expect(await walked("example.org")).toEqual(["s1", "s3"]);
  });

  test("kicking is a request and an audit entry; a session that is over cannot be kicked", async () => {
    await writeSessions(at.store, [record("s1", { ...signedIn, accountId })]);
    const id = await kickSession(at.store, { sessionId: "s1" }, tester);
    await kickAccount(at.store, { accountId }, tester);
    expect(await readOpenRequests(at.store)).toMatchObject([
      { id, kind: "kick-session", payload: { sessionId: "s1" } },
      { kind: "kick-account", payload: { accountId } },
    ]);
    const actions = await at.store.db.auditEntry.findMany({ where: { object: address }, select: { action: true } });
    expect(actions.map(({ action }) => action)).toEqual(["account.create", "session.kick", "account.kick"]);
    await writeSessions(at.store, [record("s1", { endedAt: second, endReason: "kicked", state: null })]);
    await expect(kickSession(at.store, { sessionId: "s1" }, tester)).rejects.toMatchObject({ code: "not-found" });
    await expect(kickAccount(at.store, { accountId: 999 }, tester)).rejects.toMatchObject({ code: "not-found" });
  });
});
