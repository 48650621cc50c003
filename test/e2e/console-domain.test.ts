import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeStore, openStore } from "#server/store.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

const ann = { address: "ann@example.org", password: "green-kettle-5" };
const message = Buffer.from(`Subject: hello\r\n\r\n${"Hello. ".repeat(100)}\r\n`);

describeInBrowser("a domain's page, and the third switch of an account", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[];
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [ann, { address: "bob@example.org", password: "brown-kettle-6" }] });
  });
  afterAll(() => server?.end());

  /** Before somebody else sits down: a page that is still open would ask on in vain. */
  const leave = async ({ page }: Visitor) => {
    await page.goto("about:blank");
    await page.context().clearCookies();
  };
  const collector = () => PopClient.signIn(server.ports.POP3S ?? 0, ann.address, ann.password);

  test("a domain says what it holds, and from where its accounts sign in; who would be shut out is said before", async () => {
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    await lmtp.send([ann.address], message);
    await lmtp.close();
    // Somebody who came from elsewhere, as the daemon notes it.
    const store = await openStore(server.environment);
    const { id: accountId } = await store.db.account.findUniqueOrThrow({ where: { address: "bob@example.org" } });
    const now = new Date();
    await store.db.knownNetwork.create({ data: { accountId, network: "198.51.100.7/32", firstAt: now, lastAt: now } });
    await closeStore(store);

    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    await visitor.goTo("/domains");
    await page.getByRole("table", { name: "Domains" }).getByRole("link", { name: "example.org" }).click();
    await page.getByRole("heading", { level: 1, name: "example.org" }).waitFor();
    await visitor.ready();
    await page
      .getByText(/^2 accounts hold 1 message, \d+ B\. Mail for an address that nobody has is refused\.$/)
      .waitFor();
    await page.getByText("Its accounts sign in from everywhere.").waitFor();
    await page.getByText("Passwords are kept and checked by this server.").waitFor();

    const networks = page.getByLabel("Only from these networks");
    const save = visitor.card("From where").getByRole("button", { name: "Save" });
    await networks.fill("10.0.0.1/8");
    await save.click();
    await page.getByText(/10\.0\.0\.0\/8 for the network/).waitFor();
    expect(await refusalBeside(networks)).toContain("machine and a network at once");
    await networks.fill("192.0.2.0/24, 127.0.0.0/8");
    await page.getByText(/1 of 2 accounts signed in from elsewhere in the last 30 days/).waitFor();
    await page.getByText("They are bob@example.org from 198.51.100.7.").waitFor();
    await networks.fill("192.0.2.0/24");
    await save.click();
    await page.getByText("Its accounts sign in from 192.0.2.0/24.").waitFor();
    await expect(collector()).rejects.toThrow("-ERR [AUTH]");
    await visitor
      .card("From where")
      .getByText(/^Changed .* by owner@example\.org\.$/)
      .waitFor();
    await networks.fill("");
    await save.click();
    await page.getByText("Its accounts sign in from everywhere.").waitFor();
    await (await collector()).quit();
  });

  test("its quota has a bar with the thresholds; figures lead to their lists; it is deleted from its page when empty", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/domains");
    await page.getByRole("link", { name: "example.org", exact: true }).click();
    await page.getByRole("button", { name: "Change quota" }).click();
    const dialog = page.getByRole("dialog", { name: "Quota of example.org" });
    await dialog.getByLabel("The domain may hold").fill("1 KB");
    await dialog.getByText(/The domain is near this already/).waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("meter", { name: "Quota used by example.org" }).waitFor();
    await page.getByRole("link", { name: "2 accounts" }).click();
    await visitor.arriveAt("/accounts");
    await page.getByRole("link", { name: ann.address }).waitFor();

    await visitor.goTo("/domains");
    await page.getByRole("button", { name: "Create domain" }).click();
    const creating = page.getByRole("dialog", { name: "Create a domain" });
    await creating.getByLabel("Domain").fill("empty.example");
    await creating.getByRole("button", { name: "Create domain" }).click();
    await creating.waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "empty.example", exact: true }).click();
    await page.getByText(/^It has no accounts yet\./).waitFor();
    await visitor.ready();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete domain" }).click();
    await visitor.arriveAt("/domains");
    await page.getByText("empty.example is deleted.").waitFor();
  });

  test("an account's holder is let into the console with a password for it, and is out the moment it is switched off", async () => {
    const asOwner = await browser.open(server.url, { cookies });
    await asOwner.goTo("/accounts");
    await asOwner.page.getByRole("link", { name: ann.address }).click();
    await asOwner.page.getByRole("heading", { level: 1, name: ann.address }).waitFor();
    await asOwner.ready();
    await asOwner.page.getByRole("button", { name: "Let in …" }).click();
    const dialog = asOwner.page.getByRole("dialog", { name: "Let into the console" });
    const field = dialog.getByLabel("Password for the console", { exact: true });
    await field.fill("short");
    await dialog.getByRole("button", { name: "Let in" }).click();
    await dialog.getByText(/at least 10 characters/).waitFor();
    await field.fill("violet harbour 77");
    await dialog.getByRole("button", { name: "Let in" }).click();
    const shown = asOwner.page.getByRole("dialog", { name: "May use the console" });
    expect(await shown.getByRole("code").textContent()).toBe("violet harbour 77");
    await shown.getByRole("button", { name: "Done" }).click();
    const mayUse = asOwner.page.getByRole("switch", { name: "May use the console" });
    await mayUse.waitFor();
    const path = new URL(asOwner.page.url()).pathname;

    await leave(asOwner);
    const asAnn = await browser.open(server.url);
    await asAnn.goTo("/sign-in");
    await asAnn.page.getByLabel("E-mail address").fill(ann.address);
    await asAnn.page.getByLabel("Password", { exact: true }).fill("violet harbour 77");
    await asAnn.page.getByRole("button", { name: "Sign in" }).click();
    await asAnn.arriveAt("/overview");
    const annsCookies = await asAnn.cookies();
    // What she is not: an owner.
    await asAnn.goTo(path);
    await asAnn.page.getByText(/Only an owner changes this/).waitFor();
    expect(await asAnn.page.getByRole("switch", { name: "May use the console" }).isDisabled()).toBe(true);

    await leave(asAnn);

    const again = await browser.open(server.url, { cookies });
    await again.goTo(path);
    const answered = again.page.waitForResponse((response) => response.request().method() === "POST");
    await again.flip(again.page.getByRole("switch", { name: "May use the console" }));
    await answered;
    await leave(again);
    const later = await browser.open(server.url, { cookies: annsCookies });
    await later.goTo(path);
    await later.arriveAt("/sign-in");
    await leave(later);

    const inList = await browser.open(server.url, { cookies });
    await inList.goTo("/accounts?filter=console");
    const inRow = inList.page.getByRole("switch", { name: `${ann.address} may use the console` });
    expect(await inList.page.getByText("No account matches").count()).toBe(1);
    await inList.goTo("/accounts");
    expect(await inRow.isChecked()).toBe(false);
    const switched = inList.page.waitForResponse((response) => response.request().method() === "POST");
    await inList.flip(inRow);
    await switched;
    await inList.goTo("/accounts?filter=console");
    await inRow.waitFor();
  });
});
