import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { exportAccounts } from "#server/account/export-accounts.ts";
import { applyAccountImport } from "#server/account/import/apply-import.ts";
import { prepareImport } from "#server/account/import/prepare-import.ts";
import { startImport } from "#server/account/import/start-import.ts";
import { accountList } from "#server/account/schema.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { decodeText, readCsv } from "#server/csv/read-csv.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { DomainError } from "#server/errors.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { continueTask, giveUpTask } from "#server/task/continue-task.ts";
import { exportReport } from "#server/task/export-report.ts";
import { purgeTasks } from "#server/task/purge-tasks.ts";
import { readTask, readTaskItems } from "#server/task/read.ts";
import { runTask } from "#server/task/run-task.ts";
import { taskItemList } from "#server/task/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const dayMs = 24 * 60 * 60 * 1000;
const rowsOf = (text: string) => [...readCsv(text)].map(({ line, fields }) => [line, ...fields]);

describe("CSV", () => {
  test("is parted by what its first line has most of; quotes keep separators, quotes and line ends", () => {
    expect(rowsOf('a;b\r\n"x;y";"1 ""2"""\r\n\r\n"two\nlines";z')).toEqual([
      [1, "a", "b"],
      [2, "x;y", '1 "2"'],
      [4, "two\nlines", "z"],
    ]);
    expect(rowsOf("a\tb,c\td\n1\t2,3\t4\n")).toEqual([
      [1, "a", "b,c", "d"],
      [2, "1", "2,3", "4"],
    ]);
    expect(rowsOf('"a,b;c",d\r1,2\r')).toEqual([
      [1, "a,b;c", "d"],
      [2, "1", "2"],
    ]);
    expect(rowsOf('a,"never closed\nx')).toEqual([[1, "a", "never closed\nx"]]);
    expect(rowsOf('a,b\n"",""x,\n')).toHaveLength(2);
  });

  test("is read as UTF-8, UTF-16 or as Windows writes it", () => {
    expect(decodeText(Buffer.from("\ufeffGrün"))).toBe("Grün");
    expect(decodeText(Buffer.from("\ufeffGrün", "utf16le"))).toBe("Grün");
    expect(decodeText(Buffer.from("Grün", "latin1"))).toBe("Grün");
  });
});

describe.each(engines)("import of accounts on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
    await createDomain(at.store, { name: "example.org" }, tester);
    await createDomain(at.store, { name: "bücher.example" }, tester);
  });
  afterEach(() => at.close());

  const prepare = (text: string) =>
    prepareImport(at.store, { octets: Buffer.from(text), fileName: "list.csv" }, tester);
  const items = async (id: number) => (await readTaskItems(at.store, id, taskItemList.parse({ pageSize: 500 }))).rows;
  const later = (days: number) => {
    const clock = new HandClock();
    clock.wallMs = Date.now() + days * dayMs;
    return { ...at.store, clock };
  };
  const secretCount = () => at.store.db.taskItem.count({ where: { secret: { not: null } } });
  const signIn = (name: string, password: string) =>
    new SignIns(at.store, () => defaultSettings).signIn({
      name,
      password: Buffer.from(password),
      remoteAddress: "192.0.2.1",
    });

  test("each line gets its verdict and nothing is changed; applied, each gets what was said", async () => {
    const ann = await createAccount(at.store, { address: "ann@example.org", displayName: "Ann" }, tester);
    await createAccount(at.store, { address: "bob@example.org", displayName: "Bob" }, tester);
    await createAlias(at.store, { accountId: ann.id, address: "info@example.org" }, tester);
    const long = `${"x".repeat(65)}@example.org`;
    const id = await prepare(
      [
        "\ufeffE-Mail;Full Name;Sign-In;Colour;Password;Quota",
        "Carl@Example.ORG;Carl;on;red;river-otter-42;2 GB",
        "ann@example.org;Anna;off;;;500 MB",
        "bob@example.org;Bob;;;;",
        "carl@example.org;;;;;",
        "info@example.org;;;;;",
        "dora@elsewhere.example;;;;river-otter-43;",
        "emil@xn--bcher-kva.example;;;;;",
        `${long};;;;;`,
        "fay@example.org;;;;2short;",
        "gus@example.org;;perhaps;;;",
        "not an address;;;;;",
      ].join("\r\n"),
    );
    const before = await items(id);
    expect(before.map(({ number, object, verdict }) => [number, object, verdict])).toEqual([
      [2, "carl@example.org", "new"],
      [3, "ann@example.org", "change"],
      [4, "bob@example.org", "unchanged"],
      [5, "carl@example.org", "duplicate"],
      [6, "info@example.org", "refused"],
      [7, "dora@elsewhere.example", "domain"],
      [8, "emil@bücher.example", "new"],
      [9, long, "refused"],
      [10, "fay@example.org", "refused"],
      [11, "gus@example.org", "refused"],
      [12, "not an address", "refused"],
    ]);
    expect(before[1]?.text).toBe("Changes name, quota, sign-in.");
    expect(before[3]?.text).toMatch(/line 2/);
    expect(before[4]?.text).toMatch(/alias of ann@example\.org/);
    expect(before[7]?.text).toMatch(/64/);
    expect(before[8]?.text).toMatch(/8 characters/);
    expect((await readTask(at.store, id))?.input).toMatchObject({ unknown: ["Colour"] });
    expect(await at.store.db.account.count()).toBe(2);
    expect(JSON.stringify(await at.store.db.taskItem.findMany())).not.toContain("river-otter");

    await startImport(at.store, { id, createsDomains: "true" }, tester);
    await expect(startImport(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
    expect(await runTask(at.store, id, applyAccountImport)).toBe(true);
    expect(await readTask(at.store, id)).toMatchObject({
      state: "done",
      result: { done: 4, skipped: 1, refused: 6 },
    });
    expect(await signIn("carl@example.org", "river-otter-42")).toMatchObject({ address: "carl@example.org" });
    expect(await signIn("dora@elsewhere.example", "river-otter-43")).toMatchObject({
      address: "dora@elsewhere.example",
    });
    expect(await at.store.db.account.findUnique({ where: { id: ann.id } })).toMatchObject({
      displayName: "Anna",
      canSignIn: false,
      quotaOctets: 500_000_000n,
      searchText: "ann@example.org\nanna",
    });
    expect(await at.store.db.taskItem.count({ where: { secret: { not: null } } })).toBe(0);
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
    expect(
      JSON.stringify(await at.store.db.auditEntry.findMany({ select: { before: true, after: true } })),
    ).not.toContain("river-otter");
  });

  test("a line that is refused says which column and why", async () => {
    const id = await prepare(
      [
        "address;name;quota;messages quota;receive",
        "a@example.org;;plenty;;",
        "b@example.org;;;-3;",
        `c@example.org;${"n".repeat(300)};;;`,
        "d@example.org;;;;perhaps",
        `${"x".repeat(60)}@${`${"d".repeat(60)}.`.repeat(3)}examples.org;;;;`,
      ].join("\n"),
    );
    expect((await items(id)).map(({ text }) => text)).toEqual([
      'quota: "plenty" is no size such as 500 MB or 2 GB, nor "none".',
      'messages quota: "-3" is no number of messages, nor "none".',
      expect.stringMatching(/^name: .*\d+ characters/),
      'receive: "perhaps" is neither on nor off.',
      expect.stringContaining("at most 254 octets"),
    ]);
  });

  test("cancelled on the way it keeps what is applied; taken up again it does the rest once", async () => {
    const lines = Array.from({ length: 120 }, (_, index) => `p${index}@example.org,P${index}`);
    const id = await prepare(["user,name", ...lines].join("\n"));
    await startImport(at.store, { id }, tester);
    const ending = new AbortController();
    await runTask(
      at.store,
      id,
      (store, run) => applyAccountImport(store, { ...run, progress: () => ending.abort() }),
      ending.signal,
    );
    expect(await readTask(at.store, id)).toMatchObject({ state: "waiting" });
    expect(await at.store.db.account.count()).toBe(50);
    expect(await runTask(at.store, id, applyAccountImport)).toBe(true);
    expect(await readTask(at.store, id)).toMatchObject({ state: "done", doneCount: 120, result: { done: 120 } });
    expect(await at.store.db.account.count()).toBe(120);
  });

  test("a draft that is discarded leaves nothing behind, nor one that nobody came back to", async () => {
    const draft = await prepare("address,password\nq@example.org,river-otter-44");
    expect(await secretCount()).toBe(1);
    await cancelTask(at.store, { id: draft }, tester);
    expect(await readTask(at.store, draft)).toBeNull();
    expect(await at.store.db.taskItem.count()).toBe(0);
    await expect(startImport(at.store, { id: draft }, tester)).rejects.toMatchObject({ code: "not-found" });
    await expect(continueTask(at.store, { id: draft }, tester)).rejects.toMatchObject({ code: "not-found" });

    await prepare("address,password\nq@example.org,river-otter-44");
    expect(await purgeTasks(later(1.9))).toBe(0);
    expect(await secretCount()).toBe(1);
    expect(await purgeTasks(later(2.1))).toBe(1);
    expect(await at.store.db.taskItem.count()).toBe(0);
  });

  describe("broken off", () => {
    let id: number;
    let stopped: "cancelled" | "failed";
    const lines = Array.from({ length: 80 }, (_, index) => {
      return `p${index}@example.org,P${index},${index < 50 ? "" : `river-otter-${index}`}`;
    });

    /** After the first of two pages, the one without passwords. */
    async function breakOff(how: typeof stopped) {
      id = await prepare(["user,name,password", ...lines].join("\n"));
      await startImport(at.store, { id }, tester);
      stopped = how;
      await runTask(at.store, id, async (store, run) => {
        const ending = new AbortController();
        const result = await applyAccountImport(store, {
          ...run,
          signal: ending.signal,
          progress: () => ending.abort(),
        });
        if (how === "failed") throw new DomainError("storage", "The disk is full.");
        await at.store.db.task.update({ where: { id }, data: { cancelWishedAt: new Date() } });
        await eventually(() => run.signal.aborted);
        return result;
      });
      expect(await readTask(at.store, id)).toMatchObject({ state: how });
      expect(await at.store.db.account.count()).toBe(50);
      expect(await secretCount()).toBe(30);
    }

    test.each(["cancelled", "failed"] as const)(
      "and %s, it goes on where it stopped, for whoever says so",
      async (how) => {
        await breakOff(how);
        const other = { ...tester, name: "second" };
        expect(await continueTask(at.store, { id }, other)).toMatchObject({ id, kind: "account-import" });
        await expect(continueTask(at.store, { id }, other)).rejects.toMatchObject({ code: "not-found" });
        expect(await readTask(at.store, id)).toMatchObject({ state: "waiting", errorText: null, endedAt: null });
        expect(await runTask(at.store, id, applyAccountImport)).toBe(true);
        expect(await readTask(at.store, id)).toMatchObject({ state: "done", doneCount: 80, result: { done: 80 } });
        expect(await at.store.db.account.count()).toBe(80);
        expect(await secretCount()).toBe(0);
        expect(await signIn("p79@example.org", "river-otter-79")).toMatchObject({ address: "p79@example.org" });
        const entries = await at.store.db.auditEntry.findMany({ where: { action: "account.import-lines" } });
        expect(new Set(entries.map(({ actorName }) => actorName))).toEqual(new Set([tester.name, "second"]));
        await expect(continueTask(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
        expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
      },
    );

    test("and given up, it never goes on, and forgets the passwords that waited; the report says so of each line", async () => {
      await breakOff("cancelled");
      expect(await giveUpTask(at.store, { id }, tester)).toEqual({ count: 30 });
      expect(await secretCount()).toBe(0);
      await expect(giveUpTask(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
      await expect(continueTask(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
      let report = "";
      for await (const piece of exportReport(at.store, id)) report += piece;
      const ends = report
        .trim()
        .split("\r\n")
        .slice(1)
        .map((line) => line.split(",").slice(3).join(","));
      expect(ends.slice(0, 50)).toEqual(Array(50).fill("done,Created."));
      expect(ends.slice(50)).toEqual(Array(30).fill(`skipped,Not done: given up by ${tester.name}.`));
    });

    test("and not continued within two days, it is given up by the daemon; forgotten after ninety", async () => {
      await breakOff("failed");
      expect(await purgeTasks(later(1.9))).toBe(0);
      expect(await secretCount()).toBe(30);
      expect(await purgeTasks(later(2.1))).toBe(0);
      expect(await secretCount()).toBe(0);
      await expect(continueTask(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
      expect(await purgeTasks(later(91))).toBe(1);
      expect(await at.store.db.task.count()).toBe(0);
    });
  });

  test("names that somebody takes at the same moment change that account instead of stopping the list", async () => {
    const lines = Array.from({ length: 25 }, (_, index) => `p${index}@example.org,P${index}`);
    const id = await prepare(["user,name", ...lines].join("\n"));
    await startImport(at.store, { id }, tester);
    await Promise.all([
      runTask(at.store, id, applyAccountImport),
      ...Array.from({ length: 25 }, (_, index) =>
        createAccount(at.store, { address: `p${index}@example.org`, displayName: "Other" }, tester).catch(
          (error: unknown) => {
            if (!(error instanceof DomainError && error.code === "already-exists")) throw error;
          },
        ),
      ),
    ]);
    expect(await readTask(at.store, id)).toMatchObject({ state: "done", result: { done: 25 } });
    expect(await at.store.db.account.count({ where: { displayName: "Other" } })).toBe(0);
  });

  test("lines of domains that are not there are refused where none are created, their passwords forgotten unhashed", async () => {
    const id = await prepare("address,password\nann@elsewhere.example,river-otter-44\nbob@example.org,river-otter-45");
    await startImport(at.store, { id }, tester);
    expect(await runTask(at.store, id, applyAccountImport)).toBe(true);
    expect(await readTask(at.store, id)).toMatchObject({ state: "done", result: { done: 1, refused: 1 } });
    expect((await items(id))[0]).toMatchObject({
      outcome: "refused",
      text: expect.stringContaining("elsewhere.example is not a domain of this server"),
    });
    expect(await secretCount()).toBe(0);
  });

  test("our own export is taken back without a change, and what is no list of accounts is refused", async () => {
    await createAccount(at.store, { address: "ann@example.org", displayName: "=1+1", quotaMessages: 7 }, tester);
    await createAccount(at.store, { address: "bob@example.org", displayName: 'B "x", y', quotaOctets: 10 }, tester);
    let exported = "";
    for await (const piece of exportAccounts(at.store, accountList.parse({}))) exported += piece;
    expect((await items(await prepare(exported))).map(({ verdict }) => verdict)).toEqual(["unchanged", "unchanged"]);
    for (const text of ["", "name,colour\nAnn,red", "address,e-mail\na,b", "address,name\n"]) {
      await expect(prepare(text)).rejects.toMatchObject({ code: "invalid", field: "file" });
    }
    expect(await at.store.db.task.count({ where: { kind: "account-import" } })).toBe(1);
  });
});
