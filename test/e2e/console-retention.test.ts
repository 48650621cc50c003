import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

const ann = { address: "ann@example.org", password: "correct horse battery" };

describeInBrowser("retention and recoverable mail from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[];
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [ann] });
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    for (const subject of ["Invoice", "Minutes"]) {
      await lmtp.send([ann.address], Buffer.from(`From: eve@example.net\r\nSubject: ${subject}\r\n\r\nHello.\r\n`));
    }
    await lmtp.close();
  });
  afterAll(() => server?.end());

  const collector = () => PopClient.signIn(server.ports.POP3S ?? 0, ann.address, ann.password);
  const shot = process.env.POPDESK_SHOTS;

  test("what is in force stands first; a change shows its effect and is obeyed", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    await visitor.goTo("/retention");
    await page.getByText("No rule removes mail").waitFor();
    await page.getByText("What a mail program deletes is gone at once.").waitFor();
    await page.getByLabel("Remove after arrival").fill("30");
    await page.getByText(/Nothing would be removed now|next run would remove/).waitFor();
    if (shot) await page.screenshot({ path: `${shot}/retention-form.png`, fullPage: true });
    await page.getByLabel("Recoverable for").fill("9");
    await page.getByText("When a mail program deletes").locator("..").getByRole("button").click();
    await page.getByRole("option", { name: /Keep recoverable/ }).click();
    await page.getByText(/Nothing would be removed now/).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Mail is removed 30 days after it arrived.").waitFor();
    await page.getByText("What a mail program deletes can be brought back for 9 days.").waitFor();
    if (shot) await page.screenshot({ path: `${shot}/retention.png`, fullPage: true });
  });

  test("removed mail is found, restored in place and purged", async () => {
    const client = await collector();
    const { content } = await client.listing("UIDL");
    for (const number of [1, 2]) await client.command(`DELE ${number}`);
    await client.quit();
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await eventually(async () => {
      await visitor.goTo("/recoverable?search=eve");
      return (await page.getByRole("checkbox").count()) === 2;
    });
    // The rows may have come after the page was ready: before React has them a mark is lost.
    await visitor.ready();
    if (shot) {
      await page.screenshot({ path: `${shot}/recoverable.png`, fullPage: true });
      await page.setViewportSize({ width: 390, height: 844 });
      await page.screenshot({ path: `${shot}/recoverable-390.png`, fullPage: true });
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    await page.getByRole("checkbox", { name: /Invoice/ }).check();
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await page.getByText("One message restored, in place.").waitFor();
    const again = await collector();
    expect((await again.listing("UIDL")).content).toBe(`${content.split("\r\n")[0]}\r\n`);
    await again.quit();
    await page.getByRole("checkbox", { name: /Minutes/ }).check();
    await page.getByRole("button", { name: "Purge now" }).click();
    const dialog = page.getByRole("alertdialog");
    expect(await dialog.getByRole("button", { name: "Purge" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type purge to confirm").fill("purge");
    await dialog.getByRole("button", { name: "Purge" }).click();
    await page.getByText("One message purged for good.").waitFor();
  });

  test("an account is put on hold and its page says so", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/accounts");
    await page.getByRole("link", { name: ann.address }).click();
    await page.getByRole("link", { name: "Change", exact: true }).click();
    await page.getByRole("button", { name: "Put on hold" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Why").fill("Case 7");
    await dialog.getByRole("button", { name: "Hold", exact: true }).click();
    await page.getByText(/A legal hold of the account is on/).waitFor();
    if (shot) {
      await page.screenshot({ path: `${shot}/hold.png`, fullPage: true });
      await page.setViewportSize({ width: 390, height: 844 });
      await page.screenshot({ path: `${shot}/hold-390.png`, fullPage: true });
      await page.emulateMedia({ colorScheme: "dark" });
      await page.screenshot({ path: `${shot}/hold-dark-390.png`, fullPage: true });
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    await visitor.goTo("/retention");
    await page.getByRole("link", { name: ann.address }).waitFor();
    if (shot) await page.screenshot({ path: `${shot}/retention-dark.png`, fullPage: true });
  });
});
