import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyBulkChange } from "#server/account/bulk/apply-change.ts";
import { applyBulkUndo, undoAccountChange } from "#server/account/bulk/apply-undo.ts";
import { changeAccounts, readBulkEffect } from "#server/account/bulk/change-accounts.ts";
import { bulkChange } from "#server/account/bulk/schema.ts";
import { exportAccounts } from "#server/account/export-accounts.ts";
import { readAccounts } from "#server/account/read.ts";
import { accountList } from "#server/account/schema.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { updateAccount } from "#server/account/update-account.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { seed } from "#server/seed/seed.ts";
import { cancelTask } from "#server/task/cancel-task.ts";
import { followTasks } from "#server/task/follow-tasks.ts";
import { countTaskItems, readTask, readTaskItems } from "#server/task/read.ts";
import { runTask } from "#server/task/run-task.ts";
import { taskItemList } from "#server/task/schema.ts";
import { works } from "#server/task/works.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";

const accountCount = 230;

describe.each(engines)("changes of many accounts on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
    const order = { domains: 3, accounts: accountCount, messages: 500, sessions: 0, isForced: false };
    await seed(at.store, order, tester, () => {});
  });
  afterEach(() => at.close());

  const change = (given: object) => bulkChange.parse({ ids: "", isAll: "true", ...given });
  const count = (where: object) => at.store.db.account.count({ where: { deletedAt: null, ...where } });
  const everything = () =>
    at.store.db.account.findMany({
      orderBy: { id: "asc" },
      select: { id: true, address: true, canSignIn: true, quotaOctets: true, quotaMessages: true, deletedAt: true },
    });

  test("the effect is said before, a task does it, and undoing it gives each its own value back", async () => {
    const before = await everything();
    const off = await count({ canSignIn: false });
    const order = change({ change: "sign-in-off" });
    expect(await readBulkEffect(at.store, order)).toMatchObject({
      total: accountCount,
      alreadyCount: off,
      changingCount: accountCount - off,
    });
    const { taskId, isDone } = await changeAccounts(at.store, order, tester);
    expect(isDone).toBe(false);
    const stop = followTasks(at.store, works);
    await eventually(async () => (await readTask(at.store, taskId))?.state === "done");
    expect(await count({ canSignIn: true })).toBe(0);
    expect(await readTask(at.store, taskId)).toMatchObject({
      doneCount: accountCount - off,
      totalCount: accountCount - off,
      result: { done: accountCount - off, skipped: 0, refused: 0 },
    });

    const [first] = before.filter(({ canSignIn }) => canSignIn);
    await setAccountSwitches(at.store, { id: first?.id ?? 0, canSignIn: true }, tester);
    const undo = await undoAccountChange(at.store, { id: taskId }, tester);
    await expect(undoAccountChange(at.store, { id: taskId }, tester)).rejects.toMatchObject({ code: "already-exists" });
    await eventually(async () => (await readTask(at.store, undo.taskId))?.state === "done");
    await stop();
    expect(await everything()).toEqual(before);
    const refused = await readTaskItems(at.store, undo.taskId, taskItemList.parse({ outcome: "refused" }));
    expect(refused.rows).toMatchObject([{ object: first?.address, text: expect.stringMatching(/changed since/) }]);
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
  });

  test("few are changed at once, only those chosen, and what is so already is left alone", async () => {
    const [a, b, c] = await everything();
    const ids = `${a?.id},${b?.id}`;
    await updateAccount(at.store, { id: a?.id ?? 0, quotaOctets: "2 GB", quotaMessages: 10 }, tester);
    const order = change({ ids, isAll: "false", change: "quota", quotaOctets: "2 GB", quotaMessages: "10" });
    expect(await changeAccounts(at.store, order, tester)).toMatchObject({ changingCount: 1, isDone: true });
    expect(await everything()).toMatchObject(
      [
        { quotaOctets: 2_000_000_000n, quotaMessages: 10 },
        { quotaOctets: 2_000_000_000n, quotaMessages: 10 },
        { quotaOctets: c?.quotaOctets, quotaMessages: c?.quotaMessages },
      ].concat((await everything()).slice(3) as never[]),
    );
    await expect(changeAccounts(at.store, order, tester)).rejects.toMatchObject({ code: "invalid" });
    expect(await at.store.db.task.count()).toBe(1);
  });

  test("deletion asks for its word, and is undone by restoring", async () => {
    const search = "gruber";
    const { total } = await readAccounts(at.store, accountList.parse({ search }));
    expect(total).toBeGreaterThan(0);
    await expect(changeAccounts(at.store, change({ change: "delete", search }), tester)).rejects.toMatchObject({
      field: "typedWord",
    });
    const order = change({ change: "delete", search, typedWord: "delete" });
    const { taskId, isDone } = await changeAccounts(at.store, order, tester);
    expect(isDone).toBe(true);
    expect((await readAccounts(at.store, accountList.parse({ search }))).total).toBe(0);
    expect(await count({})).toBe(accountCount - total);
    expect(await undoAccountChange(at.store, { id: taskId }, tester)).toMatchObject({ isDone: true, count: total });
    expect((await readAccounts(at.store, accountList.parse({ search }))).total).toBe(total);
  });

  test("cancelled, it stops between pages and keeps what is done; a process that went away is succeeded", async () => {
    const order = change({ change: "receive-off" });
    const { taskId, changingCount } = await changeAccounts(at.store, order, tester);
    // The first process gets through some pages and goes without a word.
    const gone = new AbortController();
    let pages = 0;
    await runTask(
      at.store,
      taskId,
      (store, run) =>
        applyBulkChange(store, {
          ...run,
          progress(done) {
            pages += 1;
            run.progress(done);
            if (pages === 1) gone.abort();
          },
        }),
      gone.signal,
    );
    const left = await countTaskItems(at.store, taskId);
    expect(left).toContainEqual({ verdict: "change", outcome: "done", count: 100 });
    expect(await readTask(at.store, taskId)).toMatchObject({ state: "waiting", doneCount: 100 });
    await at.store.db.task.update({
      where: { id: taskId },
      data: { state: "running", runner: "gone", seenAt: new Date() },
    });
    expect(await runTask(at.store, taskId, applyBulkChange)).toBe(false);
    await at.store.db.task.update({ where: { id: taskId }, data: { seenAt: new Date(Date.now() - 20_000) } });
    expect(await readTask(at.store, taskId)).toMatchObject({ isInterrupted: true });
    expect(await runTask(at.store, taskId, applyBulkChange)).toBe(true);
    expect(await readTask(at.store, taskId)).toMatchObject({ state: "done", result: { done: changingCount } });

    const again = await changeAccounts(at.store, change({ change: "receive-on" }), tester);
    await cancelTask(at.store, { id: again.taskId }, tester);
    expect(await runTask(at.store, again.taskId, applyBulkUndo)).toBe(false);
    expect(await count({ canReceive: true })).toBe(0);
    await expect(cancelTask(at.store, { id: again.taskId }, tester)).rejects.toMatchObject({ code: "not-found" });
  });

  test("the export has a line for each that matches, and nothing a spreadsheet would run", async () => {
    const [first] = await everything();
    await updateAccount(at.store, { id: first?.id ?? 0, displayName: '=HYPERLINK("x"), A' }, tester);
    const text = async (given: object) => {
      let all = "";
      for await (const piece of exportAccounts(at.store, accountList.parse(given))) all += piece;
      return all;
    };
    const all = await text({});
    expect(all.startsWith("\ufeffaddress,name,")).toBe(true);
    expect(all.split("\r\n")).toHaveLength(accountCount + 2);
    expect(all).toContain(`${first?.address},"'=HYPERLINK(""x""), A",`);
    const { total } = await readAccounts(at.store, accountList.parse({ search: "gruber" }));
    expect((await text({ search: "gruber" })).split("\r\n")).toHaveLength(total + 2);
  });
});
