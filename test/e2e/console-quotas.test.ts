import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { closeStore, openStore } from "#server/store.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";

const message = Buffer.from(`Subject: hello\r\n\r\n${"x".repeat(600)}\r\n`);

describeInBrowser("quotas from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[];
  beforeAll(async () => {
    const password = "river-otter-42";
    server = await startOwnedPopdesk({
      accounts: [
        { address: "ann@example.org", password },
        { address: "bob@example.org", password },
      ],
    });
  });
  afterAll(() => server?.end());

  async function deliver(address: string): Promise<string> {
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    const [answer = ""] = await lmtp.send([address], message);
    await lmtp.close();
    return answer;
  }

  test("what new accounts get is said before it is saved, and given to those that are there", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    expect(await deliver("ann@example.org")).toMatch(/^250 /);
    await page.getByRole("link", { name: "Quotas" }).click();
    await visitor.arriveAt("/quotas");
    await page.getByText("A new account may hold as much as comes").waitFor();
    await page.getByText("nobody has changed this yet").waitFor();

    const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Save" }) });
    await form.getByLabel("A new account may hold").fill("0.5 KB");
    await form.getByText("New accounts get 500 B. The 2 accounts there keep what they have; 1 of them hold").waitFor();
    await form.getByLabel("Alerts at").fill("80, 200");
    await form.getByRole("button", { name: "Save" }).click();
    expect(await refusalBeside(form.getByLabel("Alerts at"))).toContain("from 1 to 100");
    await form.getByLabel("Alerts at").fill("80,100");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("A new account may hold 500 B, unless its domain says otherwise.").waitFor();
    await page.getByText(/Changed .* by owner@example.org/).waitFor();

    await page.getByRole("button", { name: "Give it to accounts there" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("2 accounts get 500 B.").waitFor();
    await dialog.getByText("1 of them holds more than that already").waitFor();
    await dialog.getByRole("button", { name: "Give" }).click();
    await dialog.waitFor({ state: "hidden" });
    const near = page.getByRole("table", { name: "Accounts near their quota" });
    await near.getByRole("link", { name: "ann@example.org" }).waitFor();
    await near.getByText("Full").first().waitFor();
    expect(await deliver("ann@example.org")).toMatch(/^452 4\.2\.2 /);
  });

  test("a domain's limit is refused by nobody's own: the domain is full", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/quotas");
    const table = page.getByRole("table", { name: "Quotas of domains" });
    await table.getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog", { name: "Quota of example.org" });
    await dialog.getByLabel("And so many messages").fill("1");
    await dialog.getByText("The domain is over this already.").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await table.getByText("of 1").waitFor();
    expect(await deliver("bob@example.org")).toMatch(/^452 4\.2\.2 .*domain of bob@example.org is full/);
  });

  test("the alert that the daemon recorded stands on the page and opens the account", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/quotas");
    await expect
      .poll(
        async () => {
          await page.reload();
          return page.getByRole("listitem").filter({ hasText: "ann@example.org" }).count();
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(1);
    await page.getByRole("listitem").getByRole("link", { name: "ann@example.org" }).click();
    await page.waitForURL(/\/accounts\/\d+$/);
  });

  test("a count of every maildrop says what was wrong, puts it right, and then that all is right", async () => {
    const store = await openStore(server.environment);
    await store.db.account.update({
      where: { address: "bob@example.org" },
      data: { messageCount: 41, recoverableCount: 3 },
    });
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/quotas");
    const card = page.locator("#counters");
    await card.getByText("Nobody has counted yet.").waitFor();
    await card.getByRole("button", { name: "Count now" }).click();
    await card.getByText("The counters of 1 account were wrong and have been put right").waitFor({ timeout: 60_000 });
    await card.getByText("in 2 accounts with 1 message").waitFor();
    await card.getByRole("link", { name: "Report" }).click();
    await page.waitForURL(/\/tasks\/\d+$/);
    await page.getByText("Its counters said 41 messages and 0 octets, and there are 0 and 0").waitFor();
    const bob = await store.db.account.findUniqueOrThrow({ where: { address: "bob@example.org" } });
    expect(bob).toMatchObject({ messageCount: 0, recoverableCount: 0 });
    await closeStore(store);
    await visitor.goTo("/quotas");
    await card.getByRole("button", { name: "Count now" }).click();
    await card.getByText("Every counter was right").waitFor({ timeout: 60_000 });
  });
});
