import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCountedList } from "#server/database/read-list.ts";
import { noteListenerUse } from "#server/listener/note-use.ts";
import { listenerUseList } from "#server/listener/schema.ts";
import { readListenerUse, readListenerUseSummary } from "#server/listener/use.ts";
import { readPastSessions } from "#server/session/read.ts";
import { pastSessionList } from "#server/session/schema.ts";
import { readFailures } from "#server/sign-in-failure/read.ts";
import { failureList } from "#server/sign-in-failure/schema.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const dayMs = 24 * 60 * 60 * 1000;
const count = 1_300;

/** Lists of what comes in floods, and how they are found: a lost index fails here, not at a million rows. */
describe.each(engines)("lists of sessions on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  const asked: { text: string; values: unknown[] }[] = [];

  beforeAll(async () => {
    at = await freshStore(engine);
    store = listening(at.store);
    const now = Date.now();
    await at.store.db.session.createMany({
      data: Array.from({ length: count }, (_, index) => {
        // Most end in one instant.
        const when = new Date(now - dayMs - (index < 1_000 ? 0 : index * 1_000));
        return {
          id: `s${String(index).padStart(5, "0")}`,
          incarnationId: "i",
          listenerId: 1,
          remoteAddress: `192.0.2.${index % 200}`,
          remotePort: 1,
          localPort: 110,
          accountId: 1 + (index % 100),
          address: `a${index % 100}@example.org`,
          startedAt: when,
          signedInAt: when,
          endedAt: when,
          endReason: index % 10 === 0 ? "dropped" : "quit",
        };
      }),
    });
  }, 120_000);
  afterAll(() => at.close());

  /** The same store; what is asked past Prisma is noted. */
  function listening(plain: Store): Store {
    const db = new Proxy(plain.db, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== "$queryRawUnsafe") return value;
        return (text: string, ...values: unknown[]) => {
          asked.push({ text, values });
          return target.$queryRawUnsafe(text, ...values);
        };
      },
    });
    return { ...plain, db };
  }

  /** How the engine finds what `work` asks for. */
  async function plansOf(work: () => Promise<unknown>): Promise<string> {
    asked.length = 0;
    await work();
    const plans: string[] = [];
    for (const { text, values } of asked.slice()) {
      const rows = await at.store.db.$transaction(async (tx) => {
        // With so few rows it would read the table; whether it could do better is the question.
        for (const way of engine === "postgresql" ? ["seqscan", "bitmapscan", "sort"] : []) {
          await tx.$executeRawUnsafe(`SET LOCAL enable_${way} = off`);
        }
        const explain = engine === "sqlite" ? "EXPLAIN QUERY PLAN" : "EXPLAIN";
        return tx.$queryRawUnsafe<object[]>(`${explain} ${text}`, ...values);
      });
      plans.push(rows.flatMap((row) => Object.values(row)).join("\n"));
    }
    return plans.join("\n\n");
  }

  test("what there are many of is counted up to a bound, and its pages go on behind it", async () => {
    const question = {
      from: `"Session"`,
      key: `"id"`,
      where: [`"endedAt" IS NOT NULL`],
      search: { columns: [], text: "" },
      orderBy: [{ by: `"id"`, direction: "asc" }],
      pageSize: 4,
    } as const;
    const read = (page: number, isMany = false, where: readonly string[] = question.where) =>
      readCountedList<string>(at.store, { ...question, where, page, isMany }, 10);
    const ids = (...numbers: number[]) => numbers.map((number) => `s${String(number).padStart(5, "0")}`);
    expect(await read(1)).toEqual({ keys: ids(0, 1, 2, 3), total: 10, isCut: true });
    expect(await read(1, true)).toEqual({ keys: ids(0, 1, 2, 3), total: 10, isCut: true });
    expect(await read(3)).toEqual({ keys: ids(8, 9, 10, 11), total: 12, isCut: true });
    expect(await read(100)).toEqual({ keys: ids(396, 397, 398, 399), total: 400, isCut: true });
    expect(await read(325)).toEqual({ keys: ids(1296, 1297, 1298, 1299), total: count, isCut: false });
    expect(await read(326)).toEqual({ keys: [], total: 10, isCut: true });
    const few = [`"id" < 's00006'`];
    expect(await read(2, false, few)).toEqual({ keys: ids(4, 5), total: 6, isCut: false });
    expect(await read(3, false, few)).toEqual({ keys: [], total: 6, isCut: false });
    expect(await read(1, false, ["1 = 0"])).toEqual({ keys: [], total: 0, isCut: false });
  });

  test("past sessions are walked through in one index, and few are looked up", async () => {
    for (const query of [{}, { end: "dropped" }, { tls: "no" }, { listener: "1" }, { span: "24h" }, { page: 40 }]) {
      const plan = await plansOf(() => readPastSessions(store, pastSessionList.parse(query)));
      expect(plan).toContain("Session_past_idx");
      // Its order is the list's, and nothing but it is read.
      expect(plan).toMatch(
        engine === "sqlite" ? /USING COVERING INDEX Session_past_idx/ : /Index Only Scan.* using "Session_past_idx"/,
      );
    }
    const byAddress = await plansOf(() => readPastSessions(store, pastSessionList.parse({ search: "192.0.2.7" })));
    expect(byAddress).toContain("Session_remoteAddress_idx");
    await at.store.db.domain.create({ data: { id: 1, name: "example.org" } });
    await at.store.db.account.create({
      data: { id: 7, domainId: 1, localPart: "a6", address: "a6@example.org", searchText: "a6@example.org" },
    });
    const byAccount = await plansOf(async () => {
      const { total, rows } = await readPastSessions(store, pastSessionList.parse({ search: "a6@" }));
      expect({ total, accounts: [...new Set(rows.map(({ accountId }) => accountId))] }).toEqual({
        total: 13,
        accounts: [7],
      });
    });
    expect(byAccount).toContain("Session_account_idx");
  });

  test("who uses a listener is summed up page by page, from where it was left, and found by indexes alone", async () => {
    const list = listenerUseList.parse({ listenerId: 1, tls: "all" });
    // A page or two at a time, as the pages of the console do.
    await noteListenerUse(at.store, undefined, 1);
    const { until } = await at.store.db.summedUp.findUniqueOrThrow({ where: { name: "listener-use" } });
    expect(until.getTime()).toBeLessThan(Date.now() - dayMs + 1_000);
    const plan = await plansOf(() => readListenerUse(store, list));
    expect(plan).toContain("ListenerUse_list_idx");
    expect(plan).toContain("Session_account_idx");
    const { rows, total } = await readListenerUse(at.store, list);
    expect(total).toBe(200);
    expect(rows).toHaveLength(50);
    expect(rows.every(({ signInCount, address }) => signInCount >= 6 && address.startsWith("a"))).toBe(true);
    expect(await readListenerUseSummary(at.store, list)).toEqual({
      rows: 200,
      accounts: 100,
      addresses: 200,
      clearAccounts: 100,
    });
    // What ends after that is noted when it is looked at again; what is written late too.
    const when = new Date(Date.now() - 30_000);
    const session = {
      incarnationId: "i",
      listenerId: 1,
      remotePort: 1,
      localPort: 110,
      accountId: 1,
      remoteAddress: "::1",
    };
    await at.store.db.session.create({
      data: { ...session, id: "late", startedAt: when, signedInAt: when, endedAt: when },
    });
    const later = { ...at.store, clock: { ...at.store.clock, now: () => new Date(Date.now() + 5_000) } };
    expect((await readListenerUse(later, list)).rows[0]).toMatchObject({ remoteAddress: "::1", lastAt: when });
    // Nobody asks for what is older than 30 days: it is forgotten.
    const muchLater = { ...at.store, clock: { ...at.store.clock, now: () => new Date(Date.now() + 40 * dayMs) } };
    expect((await readListenerUse(muchLater, list)).total).toBe(0);
    expect(await at.store.db.listenerUse.count()).toBe(0);
  });

  test("refused sign-ins are looked through in one index", async () => {
    const plan = await plansOf(() => readFailures(store, failureList.parse({ search: "zzzz" })));
    expect(plan).toContain("SignInFailure_list_idx");
  });
});
