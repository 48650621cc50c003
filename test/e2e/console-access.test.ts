import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { PopClient } from "#test/support/pop-client.ts";

const address = "ann@example.org";
const password = "river-otter-42";

describeInBrowser("who may sign in with what, from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }] });
  });
  afterAll(() => server?.end());

  const collect = async (given: string) => {
    const client = await PopClient.signIn(server.ports.POP3S ?? 0, address, given);
    await client.command("STAT");
    await client.quit();
  };

  test("an app password is made, used, and revoked; the networks are checked, and the page says what is in force", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    await signIn(visitor);
    await visitor.goTo("/accounts");
    await page.getByRole("table", { name: "Accounts" }).getByRole("link", { name: address }).click();
    await page.getByRole("link", { name: "Access, app passwords" }).click();
    await page.getByText("Signs in with its own password, from everywhere.").waitFor();

    await page.getByRole("button", { name: "Make an app password" }).click();
    const dialog = page.getByRole("dialog");
    const name = dialog.getByLabel("What is it for?");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await eventually(async () => (await refusalBeside(name)).includes("what it is for"));
    await name.fill("Ann's phone");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await dialog.getByText("The app password is made").waitFor();
    const secret = (await dialog.locator("code").textContent()) ?? "";
    expect(secret).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByText("or its app password").waitFor();

    await collect(secret);
    await expect(collect("wrong")).rejects.toThrow("[AUTH]");
    const signIns = page.getByRole("table", { name: "Last sign-ins" });
    await visitor.goTo(new URL(page.url()).pathname);
    await signIns.getByText("Ann's phone").waitFor();
    await signIns.getByText("USER PASS STAT").waitFor();
    await eventually(async () => {
      await page.reload();
      return page.getByRole("table", { name: "Refused sign-ins" }).getByText("wrong password").isVisible();
    });

    const networks = page.getByLabel("Only from these networks");
    await networks.fill("10.1.2.3/8");
    await page.getByRole("button", { name: "Save" }).click();
    await eventually(async () => (await refusalBeside(networks)).includes("10.0.0.0/8 for the network"));
    await networks.fill("10.0.0.0/8 2001:db8::/32");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("from 10.0.0.0/8, 2001:db8::/32.").waitFor();
    await expect(collect(secret)).rejects.toThrow("not allowed from your network");
    await networks.fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("from everywhere.").waitFor();

    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Signs in with its own password, from everywhere.").waitFor();
    await expect(collect(secret)).rejects.toThrow("wrong");
    await collect(password);
  });
});
