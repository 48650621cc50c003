import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { closeStore, openStore } from "#server/store.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createOwner } from "#server/administrator/create-administrator.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { owner, refusalBeside, signIn } from "#test/support/console.ts";
import { freshData, type TestData } from "#test/support/databases.ts";
import { givenDatedMessages } from "#test/support/dated-messages.ts";
import { givenAccount } from "#test/support/mail.ts";
import { type RunningPopdesk, startPopdesk } from "#test/support/popdesk.ts";

describeInBrowser("retention runs from the browser", () => {
  const browser = useBrowser();
  let data: TestData;
  let server: RunningPopdesk;
  let cookies: Cookie[];
  beforeAll(async () => {
    data = await freshData("sqlite");
    const store = await openStore(data.environment);
    await createOwner(store, owner, tester);
    await createDomain(store, { name: "example.org" }, tester);
    for (const name of ["ann", "bob"]) {
      const { accountId } = await givenAccount(store, `${name}@example.org`);
      await givenDatedMessages(
        store,
        accountId,
        Array.from({ length: 60 }, () => ({ arrived: 60, downloaded: 50, octets: 1000 })),
      );
    }
    const change = { level: "server", removeAfterDownloadDays: 30 };
    await changeRetentionRule(store, ruleChange.parse(change), tester);
    await closeStore(store);
    server = await startPopdesk(data);
  });
  afterAll(async () => {
    await server?.stop();
    await data?.remove();
  });

  test("a run says what it would remove, asks, is approved by a typed word, and reports each message", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    await visitor.goTo("/retention/runs");
    await page.getByText("Rules are carried out every day at 03:30").waitFor();
    await page.getByText("more than 20 % of all messages").waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    const dialog = page.getByRole("dialog", { name: "Carry out the rules now" });
    await dialog.getByText(/120 messages, 120 KB, of 2 accounts; every one was downloaded before/).waitFor();
    await dialog.getByText("It will ask before it removes anything").waitFor();
    await dialog.getByRole("button", { name: "Run now" }).click();
    await page.waitForURL(/\/retention\/runs\/1$/);
    // The page follows by itself.
    await page.getByText("This run asks before it removes anything.").waitFor({ timeout: 30_000 });
    await page.getByText("It would remove 120 of 120 messages on this server").waitFor();
    await page.getByRole("button", { name: "Let it remove them" }).click();
    // What is said when it is done has the same role.
    const confirm = page.getByRole("alertdialog").filter({ has: page.getByRole("button", { name: "Remove" }) });
    expect(await confirm.getByRole("button", { name: "Remove" }).isDisabled()).toBe(true);
    await confirm.getByLabel("Type remove to confirm").fill("remove");
    await confirm.getByRole("button", { name: "Remove" }).click();
    await confirm.waitFor({ state: "hidden" });
    await page.getByText("Done", { exact: true }).waitFor({ timeout: 40_000 });
    const removed = page.getByRole("table", { name: "What was removed" });
    await removed.getByText("ann@example.org").first().waitFor();
    await removed.getByText("30 days after first download").first().waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Every message as CSV" }).click();
    expect((await download).suggestedFilename()).toBe("retention-run-1.csv");
    const response = await page.request.get(`${server.url}/retention/runs/1/report`);
    const lines = (await response.text()).trim().split("\r\n");
    expect(lines).toHaveLength(121);
    expect(lines[1]).toMatch(/^ann@example.org,abcdef\w+,1000,2\d{3}-.*,30 days after first download$/);
  });

  test("a time that is none is refused beside its field; by hand only is said", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/retention/runs");
    await page.getByRole("table", { name: "Retention runs" }).getByText("Done").waitFor();
    const time = page.getByLabel("Every day at");
    await time.fill("25:00");
    await page.getByRole("button", { name: "Save" }).click();
    expect(await refusalBeside(time)).toContain("A time such as 03:30");
    await time.fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Rules are carried out by hand only.").waitFor();
  });
});
