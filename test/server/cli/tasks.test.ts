import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDomain } from "#server/domain/create-domain.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

describe.each(engines)("tasks from the command line on %s", (engine) => {
  let data: TestData;
  let store: Store;
  beforeEach(async () => {
    data = await freshData(engine);
    store = await openStore(data.environment);
    await createDomain(store, { name: "example.org" }, tester);
  });
  afterEach(async () => {
    await closeStore(store);
    await data.remove();
  });
  const run = (...argv: string[]) => runCli(data.variables, argv);

  it("a recount proves the counters, says what is wrong, and puts it right where told so", async () => {
    const { accountId } = await givenAccount(store, "ann@example.org");
    expect(await run("quota", "recount")).toMatchObject({
      code: 0,
      stdout: "Counted 1 accounts with 0 messages, 0 octets: every counter is right.\n",
    });
    await store.db.account.update({ where: { id: accountId }, data: { messageCount: 3, recoverableCount: 2 } });
    const wrong =
      "Its counters said 3 messages and 0 octets, and there are 0 and 0; of recoverable mail they said 2 messages and 0 octets, and there are 0 and 0.";
    const looked = await run("quota", "recount");
    expect(looked).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`ann@example.org: ${wrong} Left as it is.`),
    });
    expect(looked.stdout).toContain("the counters of 1 were wrong");
    expect((await run("quota", "recount", "--repair")).stdout).toContain(`${wrong} Put right.`);
    expect(await cliJson(data.variables, ["quota", "recount"])).toMatchObject({ differingCount: 0, list: [] });
    expect((await run("task", "list")).stdout.match(/ount of every maildrop/g)).toHaveLength(4);
  });

  it("an import that failed is continued, or given up with the passwords that wait in it", async () => {
    const file = join(data.environment.dataDirectory, "list.csv");
    await writeFile(file, "address,password\nann@example.org,river-otter-42\nbob@example.org,river-otter-43\n");
    expect((await run("account", "import", file, "--apply")).code).toBe(0);
    const { id } = await store.db.task.findFirstOrThrow();
    const reopen = async (number: number) => {
      const secret = store.sealer.seal("priver-otter-44");
      await store.db.taskItem.update({
        where: { taskId_number: { taskId: id, number } },
        data: { outcome: null, secret },
      });
      await store.db.task.update({ where: { id }, data: { state: "failed", endedAt: new Date() } });
    };
    expect(await run("task", "continue", String(id))).toMatchObject({ code: 1 });
    await reopen(3);
    expect(await run("task", "continue", String(id))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("All of it is done."),
    });
    await reopen(2);
    expect((await run("task", "give-up", String(id), "--yes")).stdout).toBe("1 steps are given up.\n");
    expect(await store.db.taskItem.count({ where: { secret: { not: null } } })).toBe(0);
    expect(await run("task", "give-up", String(id), "--yes")).toMatchObject({ code: 1 });
  });
});
