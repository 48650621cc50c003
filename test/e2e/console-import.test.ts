import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";

const list = (count: number) =>
  [
    "address;name;password",
    ...Array.from(
      { length: count },
      (_, index) => `p${index}@example.org;P${index};${index < 2 ? `river-otter-${index}` : ""}`,
    ),
    "p0@example.org;twice;",
  ].join("\r\n");

describeInBrowser("accounts from a list, from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let store: Store;
  let cookies: Cookie[];
  beforeAll(async () => {
    server = await startOwnedPopdesk();
    store = await openStore(server.environment);
  });
  afterAll(async () => {
    await closeStore(store);
    await server?.end();
  });

  test("a list that is too large is refused before it is sent; one that was broken off goes on, or is given up", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    await visitor.goTo("/accounts/import");
    // Not what React streams beside it before it is put in.
    const content = page.locator("#content");
    const file = page.getByLabel("File");
    const large = join(server.environment.dataDirectory, "large.csv");
    await writeFile(large, "address\n");
    await truncate(large, 65 * 1024 * 1024);
    await file.setInputFiles(large);
    await page.getByRole("button", { name: "Read it" }).click();
    await content.getByText("This list has 65 MiB, and the console takes up to 64 MiB at once.").waitFor();

    await file.setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(list(60)) });
    await page.getByRole("button", { name: "Read it" }).click();
    await content.getByText("60 new accounts, 0 to change, 0 as they are, 0 of unknown domains, 1 refused.").waitFor();
    expect(await store.db.account.count()).toBe(0);
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/\/tasks\/\d+$/, { timeout: 60_000, waitUntil: "commit" });
    const id = Number(page.url().split("/").at(-1));
    await content.getByText("Done 60").waitFor({ timeout: 60_000 });
    expect(await store.db.account.count()).toBe(60);

    // As one looks that was cancelled on its way.
    const secret = store.sealer.seal("priver-otter-99");
    await store.db.taskItem.createMany({
      data: ["late", "later"].map((name, index) => ({
        taskId: id,
        number: 100 + index,
        object: `${name}@example.org`,
        verdict: "new",
        input: JSON.stringify({ address: `${name}@example.org` }),
        secret,
      })),
    });
    await store.db.task.update({ where: { id }, data: { state: "cancelled", endedAt: new Date() } });
    await page.reload();
    await content.getByText("2 steps not done.").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await content.getByText("Done 62").waitFor({ timeout: 60_000 });
    expect(await content.getByText("not done.").count()).toBe(0);
    expect(await store.db.account.count()).toBe(62);

    await store.db.taskItem.updateMany({ where: { taskId: id, number: 101 }, data: { outcome: null, secret } });
    await store.db.task.update({ where: { id }, data: { state: "failed", errorText: "The disk is full." } });
    await page.reload();
    await content.getByText("1 step not done.").waitFor();
    await page.getByRole("button", { name: "Give up" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Give up" }).click();
    await content.getByText("1 step not done.").waitFor({ state: "hidden", timeout: 60_000 });
    await eventually(async () => (await store.db.taskItem.count({ where: { secret: { not: null } } })) === 0);
    const given = await store.db.taskItem.findUniqueOrThrow({ where: { taskId_number: { taskId: id, number: 101 } } });
    expect(given).toMatchObject({ outcome: "skipped", text: "Not done: given up by owner@example.org." });
  });

  test("many are chosen: the effect is said first, it is done and undone; deleted by a typed word, and one restored", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/accounts?search=p1&pageSize=25");
    const closed = () => store.db.account.count({ where: { canSignIn: false } });
    const chosen = await store.db.account.count({ where: { deletedAt: null, searchText: { contains: "p1" } } });
    await page.getByRole("checkbox", { name: "Choose p1@example.org" }).check();
    await page.getByText("1 account chosen").waitFor();
    await page.getByRole("button", { name: `All ${chosen} that match` }).click();
    await page.getByText(`${chosen} accounts chosen`).waitFor();
    await page.getByRole("button", { name: "Change…" }).click();
    const dialog = page.getByRole("dialog", { name: `Change ${chosen} accounts` });
    await dialog.getByText(`${chosen} accounts would change. It can be undone.`).waitFor();
    await dialog.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText(`${chosen} accounts changed.`).waitFor();
    expect(await closed()).toBe(chosen);
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => (await closed()) === 0);

    await visitor.goTo("/accounts?search=p2@");
    await page.getByRole("checkbox", { name: "Choose p2@example.org" }).check();
    await page.getByRole("button", { name: "Change…" }).click();
    const deletion = page.getByRole("dialog", { name: "Change 1 account" });
    await deletion.getByRole("button", { name: /What/ }).click();
    await page.getByRole("option", { name: "Delete them" }).click();
    await deletion.getByText("1 account with 0 messages, 0 B, is deleted.").waitFor();
    const submit = deletion.getByRole("button", { name: "Delete accounts" });
    expect(await submit.isDisabled()).toBe(true);
    await deletion.getByLabel("Type delete to confirm").fill("delete");
    await submit.click();
    await deletion.waitFor({ state: "hidden" });
    await eventually(async () => (await store.db.account.count({ where: { deletedAt: { not: null } } })) === 1);

    await visitor.goTo("/accounts/deleted");
    const row = page
      .getByRole("table", { name: "Deleted accounts" })
      .getByRole("row")
      .filter({ hasText: "p2@example.org" });
    await row.getByRole("button", { name: "Restore" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Restore account" }).click();
    await row.waitFor({ state: "hidden" });
    expect(await store.db.account.count({ where: { deletedAt: null, address: "p2@example.org" } })).toBe(1);
  });
});
